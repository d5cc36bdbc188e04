package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.metrics.StatisticsMonitor;
import io.github.hlsprebuffer.registry.PrebufferRegistry;
import jakarta.servlet.ServletContext;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MBean of one application, for as long as it is not closed. */
final class RegistryMonitoring implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RegistryMonitoring.class);

  private final @Nullable ObjectName name;

  private RegistryMonitoring(@Nullable ObjectName name) {
    this.name = name;
  }

  /** Shows a registry to JMX, if that is possible. */
  static RegistryMonitoring of(ServletContext context, PrebufferRegistry registry) {
    try {
      String where = context.getVirtualServerName() + context.getContextPath();
      ObjectName name =
          new ObjectName(
              "io.github.hlsprebuffer:type=Prebuffer,context=" + ObjectName.quote(where));
      ManagementFactory.getPlatformMBeanServer()
          .registerMBean(new StatisticsMonitor(registry), name);
      return new RegistryMonitoring(name);
    } catch (JMException e) {
      log.warn("No JMX for this application", e);
      return new RegistryMonitoring(null);
    }
  }

  @Override
  public void close() {
    if (name != null) {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (JMException e) {
        log.warn("The MBean {} was gone already", name, e);
      }
    }
  }
}
