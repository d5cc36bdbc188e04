package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.prefetch.SharedEngine;
import io.github.hlsprebuffer.registry.PrebufferRegistry;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything of HLS Prebuffer that has a life in one web application. Its listeners and filters
 * hold it, as many as there are; when the last one lets go, no thread, connection, MBean or
 * off-heap memory is left behind. Thread-safe.
 */
final class ApplicationLife {
  private static final String ATTRIBUTE = ApplicationLife.class.getName();
  private static final String REGISTRY = PrebufferRegistry.class.getName();

  private final ServletContext context;
  private final AsyncMapping mapping = new AsyncMapping();
  private final Set<Object> holders = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable PrebufferRegistry registry;
  private @Nullable RegistryMonitoring monitoring;

  private ApplicationLife(ServletContext context) {
    this.context = context;
  }

  /** The life of this application, until the holder {@link #release releases} it. */
  static ApplicationLife hold(ServletContext context, Object holder) {
    synchronized (ApplicationLife.class) {
      ApplicationLife life =
          context.getAttribute(ATTRIBUTE) instanceof ApplicationLife running
              ? running
              : new ApplicationLife(context);
      life.holders.add(holder);
      context.setAttribute(ATTRIBUTE, life);
      return life;
    }
  }

  /**
   * The registry of this application.
   *
   * @throws IllegalStateException if there is neither filter nor listener of ours
   */
  static PrebufferRegistry registryOf(ServletContext context) {
    if (context.getAttribute(ATTRIBUTE) instanceof ApplicationLife life) {
      return life.registry();
    }
    throw new IllegalStateException(
        "No HLS Prebuffer in this application: declare " + PrebufferFilter.class.getName());
  }

  /**
   * The registry: looked for when it is first needed, so that a CDI container may start at any time
   * before the filters do.
   */
  synchronized PrebufferRegistry registry() {
    PrebufferRegistry found = registry;
    if (found == null) {
      SharedEngine shared = SharedEngineLookup.find();
      found = RegistryLookup.find();
      if (shared != null) {
        found.use(shared);
      }
      registry = found;
      context.setAttribute(REGISTRY, found);
      monitoring = RegistryMonitoring.of(context, found);
    }
    return found;
  }

  /** Has the container come back to our filters, where it lets its caller ask for that. */
  void mapAsync(ServletContext caller) {
    mapping.map(caller);
  }

  /** Tells which requests of the filter of this name may leave their threads. */
  Predicate<HttpServletRequest> mayWait(String filterName) {
    return mapping.mayWait(context, filterName);
  }

  /** Lets go; the last one ends everything. */
  void release(Object holder) {
    boolean last;
    synchronized (ApplicationLife.class) {
      last = holders.remove(holder) && holders.isEmpty();
      if (last) {
        context.removeAttribute(ATTRIBUTE);
      }
    }
    if (last) {
      end();
    }
  }

  private synchronized void end() {
    context.removeAttribute(REGISTRY);
    if (monitoring != null) {
      monitoring.close();
    }
    if (registry != null) {
      registry.close();
    }
    RecordMethods.release();
  }
}
