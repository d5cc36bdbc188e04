package io.github.hlsprebuffer.it.host;

import jakarta.servlet.http.HttpFilter;
import java.io.Serial;

/** Does not start, and its application with it. */
public final class FailingFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  /** For the container. */
  public FailingFilter() {}

  @Override
  public void init() {
    throw new IllegalStateException("This filter never starts");
  }
}
