package io.github.hlsprebuffer.servlet;

import jakarta.servlet.FilterRegistration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a filter is mapped to, also in Liberty, which says {@code null} where that is nothing. */
final class FilterMappings {
  private FilterMappings() {}

  static Collection<String> urlPatterns(FilterRegistration filter) {
    return orNone(filter.getUrlPatternMappings());
  }

  static Collection<String> servletNames(FilterRegistration filter) {
    return orNone(filter.getServletNameMappings());
  }

  private static Collection<String> orNone(@Nullable Collection<String> mappings) {
    return mappings == null ? List.of() : mappings;
  }
}
