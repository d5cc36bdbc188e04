package io.github.hlsprebuffer.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the filter to an application that asks for it with a context parameter, and the listener to
 * one that declares the filter. Containers find and call it wherever {@code hls-prebuffer.jar} is;
 * to an application that does neither it does nothing.
 *
 * <pre>{@code
 * <context-param>
 *   <param-name>hlsprebuffer.urlPattern</param-name>
 *   <param-value>/*</param-value>
 * </context-param>
 * }</pre>
 *
 * <p>The filter is then behind all others that are mapped to URL patterns, whether {@code web.xml},
 * fragments, annotations or other initializers have brought them, and supports asynchrony; it is
 * mapped to the dispatcher types {@code REQUEST}, {@code FORWARD} and {@code ASYNC}.
 */
public final class PrebufferInitializer implements ServletContainerInitializer {
  /**
   * The context parameter that asks for the filter: URL patterns separated by commas. A parameter
   * of the context and nothing else: a system property would ask for the filter in every
   * application of the server.
   */
  public static final String URL_PATTERN = "hlsprebuffer.urlPattern";

  /** Name of the filter that is added. */
  public static final String FILTER_NAME = "hls-prebuffer";

  private static final Logger log = LoggerFactory.getLogger(PrebufferInitializer.class);

  /** For the container. */
  public PrebufferInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context)
      throws ServletException {
    List<String> patterns = patterns(context);
    List<FilterRegistration> declared = OwnFilters.of(context);
    if (!declared.isEmpty()) {
      if (!patterns.isEmpty()) {
        log.warn(
            "{} is ignored: the filter {} is declared already",
            URL_PATTERN,
            declared.get(0).getName());
      }
      context.addListener(new PrebufferContextListener(context, () -> {}));
    } else if (!patterns.isEmpty()) {
      FilterRegistration.Dynamic filter = add(context);
      // Not yet: initializers that come after us may bring filters that decide who may see what.
      context.addListener(
          new PrebufferContextListener(context, () -> mapBehindAll(context, filter, patterns)));
    }
  }

  private static FilterRegistration.Dynamic add(ServletContext context) throws ServletException {
    FilterRegistration.Dynamic filter = context.addFilter(FILTER_NAME, PrebufferFilter.class);
    if (filter == null) {
      throw new ServletException(
          URL_PATTERN + " adds a filter " + FILTER_NAME + ": give yours another name");
    }
    filter.setAsyncSupported(true);
    return filter;
  }

  private static void mapBehindAll(
      ServletContext context, FilterRegistration filter, List<String> patterns) {
    filter.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD),
        /* isMatchAfter= */ true,
        patterns.toArray(String[]::new));
    List<String> behind =
        context.getFilterRegistrations().values().stream()
            .filter(other -> !FilterMappings.servletNames(other).isEmpty())
            .map(FilterRegistration::getName)
            .toList();
    if (!behind.isEmpty()) {
      log.warn(
          "Filters that are mapped to servlets' names come behind HLS Prebuffer and see no request"
              + " that it answers: {}. Map those that decide who may see what to URL patterns",
          behind);
    }
  }

  private static List<String> patterns(ServletContext context) throws ServletException {
    String value = context.getInitParameter(URL_PATTERN);
    if (value == null) {
      return List.of();
    }
    List<String> patterns =
        Arrays.stream(value.split(",", -1)).map(String::strip).filter(p -> !p.isEmpty()).toList();
    for (String pattern : patterns) {
      if (!pattern.startsWith("/") && !pattern.startsWith("*.")) {
        throw new ServletException(
            "Context parameter "
                + URL_PATTERN
                + " has the value '"
                + value
                + "'; expected: URL patterns separated by commas, such as /* or /hls/*");
      }
    }
    return patterns;
  }
}
