package io.github.hlsprebuffer.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters of ours to which the container comes back when a request of theirs has waited.
 * Thread-safe.
 */
final class AsyncMapping {
  private static final Logger log = LoggerFactory.getLogger(AsyncMapping.class);

  private final Set<String> filters = ConcurrentHashMap.newKeySet();

  /**
   * Maps all of our filters that are there and mapped to something by now; while the application
   * starts. Containers differ in who may do that when: who comes later tries again.
   */
  void map(ServletContext context) {
    try {
      OwnFilters.of(context).forEach(this::map);
    } catch (IllegalStateException | UnsupportedOperationException e) {
      log.debug("Not mapped to asynchronous dispatches here: {}", e.toString());
    }
  }

  /** Tells which requests of a filter may leave their threads. */
  Predicate<HttpServletRequest> mayWait(ServletContext context, String filterName) {
    if (!filters.contains(filterName)) {
      log.info(
          "Viewers who wait for {} will hold threads: this container wants {} declared for that",
          filterName,
          PrebufferContextListener.class.getName());
      return request -> false;
    }
    return WeldContexts.tied(context).negate();
  }

  /**
   * In front of all filters that are mapped in the descriptor: what comes back has passed those in
   * front of ours already, and the ones behind must not take it for theirs.
   */
  private void map(FilterRegistration filter) {
    Collection<String> patterns = FilterMappings.urlPatterns(filter);
    Collection<String> servlets = FilterMappings.servletNames(filter);
    if ((patterns.isEmpty() && servlets.isEmpty()) || filters.contains(filter.getName())) {
      return;
    }
    EnumSet<DispatcherType> async = EnumSet.of(DispatcherType.ASYNC);
    if (!patterns.isEmpty()) {
      filter.addMappingForUrlPatterns(async, false, patterns.toArray(String[]::new));
    }
    if (!servlets.isEmpty()) {
      filter.addMappingForServletNames(async, false, servlets.toArray(String[]::new));
    }
    filters.add(filter.getName());
  }
}
