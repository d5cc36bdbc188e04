package io.github.hlsprebuffer.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters of ours to which the container comes back when a request of theirs has waited.
 *
 * @param filters their names
 * @param tied which requests must stay on their threads all the same
 */
record AsyncMapping(Set<String> filters, Predicate<HttpServletRequest> tied) {
  private static final Logger log = LoggerFactory.getLogger(AsyncMapping.class);

  AsyncMapping {
    filters = Set.copyOf(filters);
  }

  /** Maps all of our filters that the application has declared; while it starts. */
  static AsyncMapping of(ServletContext context) {
    Set<String> mapped = new HashSet<>();
    try {
      for (FilterRegistration filter : context.getFilterRegistrations().values()) {
        if (PrebufferFilter.class.getName().equals(filter.getClassName())) {
          map(filter);
          mapped.add(filter.getName());
        }
      }
    } catch (IllegalStateException | UnsupportedOperationException e) {
      log.info("Viewers who wait will hold threads: {}", e.toString());
    }
    return new AsyncMapping(mapped, WeldContexts.tied(context));
  }

  /** Tells which requests of a filter may leave their threads. */
  Predicate<HttpServletRequest> mayWait(String filterName) {
    return filters.contains(filterName) ? tied.negate() : request -> false;
  }

  /**
   * In front of all filters that are mapped in the descriptor: what comes back has passed those in
   * front of ours already, and the ones behind must not take it for theirs.
   */
  private static void map(FilterRegistration filter) {
    EnumSet<DispatcherType> async = EnumSet.of(DispatcherType.ASYNC);
    Collection<String> patterns = filter.getUrlPatternMappings();
    Collection<String> servlets = filter.getServletNameMappings();
    if (!patterns.isEmpty()) {
      filter.addMappingForUrlPatterns(async, false, patterns.toArray(String[]::new));
    }
    if (!servlets.isEmpty()) {
      filter.addMappingForServletNames(async, false, servlets.toArray(String[]::new));
    }
  }
}
