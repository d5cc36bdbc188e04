package io.github.hlsprebuffer.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The requests that a Weld within the application ties to their threads. Such a Weld keeps its
 * contexts with the thread of a request until it is told that the request is over; Tomcat says so
 * once, on the thread that ends an asynchronous request, and Weld logs each as a leak.
 */
final class WeldContexts {
  /** Set by Weld where it has come with the application instead of with the server. */
  private static final String WELD =
      "org.jboss.weld.environment.servlet.jakarta.enterprise.inject.spi.BeanManager";

  /** Weld's own parameters: which requests have contexts, and whether the others are counted. */
  private static final String MAPPING = "org.jboss.weld.context.mapping";

  private static final String GUARD = "org.jboss.weld.context.ignore.guard";

  private WeldContexts() {}

  /** Tells which requests of an application must stay on their threads. */
  static Predicate<HttpServletRequest> tied(ServletContext context) {
    if (context.getAttribute(WELD) == null || !context.getServerInfo().contains("Tomcat")) {
      return request -> false;
    }
    String mapping = context.getInitParameter(MAPPING);
    if (mapping == null || !"false".equals(context.getInitParameter(GUARD))) {
      return request -> true;
    }
    try {
      Pattern withContexts = Pattern.compile(mapping);
      // As Weld matches it.
      return request ->
          withContexts
              .matcher(request.getRequestURI().substring(request.getContextPath().length()))
              .matches();
    } catch (PatternSyntaxException e) {
      return request -> true;
    }
  }
}
