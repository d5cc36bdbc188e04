package io.github.hlsprebuffer.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** The rest of the chain, and whether it has been asked. Used by one thread. */
final class WatchedChain implements FilterChain {
  private final FilterChain chain;
  private boolean asked;

  WatchedChain(FilterChain chain) {
    this.chain = chain;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response)
      throws IOException, ServletException {
    asked = true;
    chain.doFilter(request, response);
  }

  boolean wasAsked() {
    return asked;
  }
}
