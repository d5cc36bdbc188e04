package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.metrics.PrebufferMXBean;
import io.github.hlsprebuffer.registry.PrebufferRegistry;
import io.github.hlsprebuffer.registry.RegistryMonitor;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.management.ManagementFactory;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns everything of HLS Prebuffer that has a life in a web application: it is there before the
 * filters start, and when the application stops it leaves no thread, connection, MBean or off-heap
 * memory behind. Declare it in {@code web.xml} beside the filter:
 *
 * <pre>{@code
 * <listener>
 *   <listener-class>io.github.hlsprebuffer.servlet.PrebufferContextListener</listener-class>
 * </listener>
 * }</pre>
 */
public final class PrebufferContextListener implements ServletContextListener {
  private static final Logger log = LoggerFactory.getLogger(PrebufferContextListener.class);
  private static final String ATTRIBUTE = PrebufferRegistry.class.getName();

  private static final String ASYNC_ATTRIBUTE = AsyncMapping.class.getName();

  private @Nullable PrebufferRegistry registry;
  private @Nullable ObjectName name;

  /** For the container. */
  public PrebufferContextListener() {}

  /**
   * The application's registry.
   *
   * @throws IllegalStateException if the listener is not declared
   */
  static PrebufferRegistry registry(ServletContext context) {
    if (context.getAttribute(ATTRIBUTE) instanceof PrebufferRegistry registry) {
      return registry;
    }
    throw new IllegalStateException(
        "HLS Prebuffer needs its listener: add <listener><listener-class>"
            + PrebufferContextListener.class.getName()
            + "</listener-class></listener> to web.xml");
  }

  /** Tells which requests of the filter of this name may leave their threads. */
  static Predicate<HttpServletRequest> mayWait(ServletContext context, String filterName) {
    return context.getAttribute(ASYNC_ATTRIBUTE) instanceof AsyncMapping mapping
        ? mapping.mayWait(filterName)
        : request -> false;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    PrebufferRegistry found = RegistryLookup.find();
    registry = found;
    event.getServletContext().setAttribute(ATTRIBUTE, found);
    event
        .getServletContext()
        .setAttribute(ASYNC_ATTRIBUTE, AsyncMapping.of(event.getServletContext()));
    registerMonitor(event.getServletContext(), found);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    unregisterMonitor();
    if (registry != null) {
      registry.close();
      registry = null;
    }
    event.getServletContext().removeAttribute(ATTRIBUTE);
    event.getServletContext().removeAttribute(ASYNC_ATTRIBUTE);
    RecordMethods.release();
  }

  private void registerMonitor(ServletContext context, PrebufferRegistry found) {
    try {
      String where = context.getVirtualServerName() + context.getContextPath();
      ObjectName chosen =
          new ObjectName(
              "io.github.hlsprebuffer:type=Prebuffer,context=" + ObjectName.quote(where));
      PrebufferMXBean monitor = new RegistryMonitor(found);
      ManagementFactory.getPlatformMBeanServer().registerMBean(monitor, chosen);
      name = chosen;
    } catch (JMException e) {
      log.warn("No JMX for this application", e);
    }
  }

  private void unregisterMonitor() {
    ObjectName registered = name;
    name = null;
    if (registered != null) {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
      } catch (JMException e) {
        log.warn("The MBean {} was gone already", registered, e);
      }
    }
  }
}
