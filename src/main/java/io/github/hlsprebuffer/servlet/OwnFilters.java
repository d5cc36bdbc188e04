package io.github.hlsprebuffer.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters of an application that are {@link PrebufferFilter}s, however they got there. */
final class OwnFilters {
  private OwnFilters() {}

  /**
   * Those that are there by now.
   *
   * @throws UnsupportedOperationException if the container does not tell its caller
   */
  static List<FilterRegistration> of(ServletContext context) {
    ClassLoader loader = context.getClassLoader();
    return context.getFilterRegistrations().values().stream()
        .<FilterRegistration>map(filter -> filter)
        .filter(filter -> isOurs(filter.getClassName(), loader))
        .toList();
  }

  private static boolean isOurs(@Nullable String className, @Nullable ClassLoader loader) {
    if (PrebufferFilter.class.getName().equals(className)) {
      return true;
    }
    try {
      return className != null
          && PrebufferFilter.class.isAssignableFrom(Class.forName(className, false, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      // Its own container will say so.
      return false;
    }
  }
}
