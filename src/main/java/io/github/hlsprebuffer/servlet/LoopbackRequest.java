package io.github.hlsprebuffer.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of our own requests as the application sees it: it may pass on, or show, what it is sent. */
final class LoopbackRequest extends HttpServletRequestWrapper {

  LoopbackRequest(HttpServletRequest request) {
    super(request);
  }

  @Override
  public @Nullable String getHeader(String name) {
    return isSecret(name) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return isSecret(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names = Collections.list(super.getHeaderNames());
    names.removeIf(LoopbackRequest::isSecret);
    return Collections.enumeration(names);
  }

  private static boolean isSecret(String name) {
    return Loopback.FIELD.equalsIgnoreCase(name);
  }
}
