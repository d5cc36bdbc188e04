package io.github.hlsprebuffer.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path prefixes that a filter is mapped to: what {@code /hls/*} leaves of {@code /hls/a.m3u8}
 * is the path at the origin.
 */
final class FilterPrefixes {
  private final List<String> longestFirst;

  FilterPrefixes(Collection<String> urlPatterns) {
    longestFirst =
        urlPatterns.stream()
            .map(
                pattern -> pattern.endsWith("/*") ? pattern.substring(0, pattern.length() - 2) : "")
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  static FilterPrefixes of(FilterConfig filter) {
    FilterRegistration registration =
        filter.getServletContext().getFilterRegistration(filter.getFilterName());
    return new FilterPrefixes(
        registration == null ? List.of() : FilterMappings.urlPatterns(registration));
  }

  /** Context path and prefix that the request's path, as it was sent, begins with; or null. */
  @Nullable String prefixOf(HttpServletRequest request) {
    String context = request.getContextPath();
    String path = request.getRequestURI();
    for (String prefix : longestFirst) {
      if (path.startsWith(context + prefix + "/")) {
        return context + prefix;
      }
    }
    return null;
  }
}
