package io.github.hlsprebuffer.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;

/** Listens to asynchronous exchanges. */
final class AsyncListeners {
  private AsyncListeners() {}

  /**
   * Adds a listener that does not need the response. GlassFish sets the status of every {@code
   * HttpServletResponse} that a listener was added with to 200 before it tells it of anything, be
   * that the end of an answer whose head has not left yet or that it goes on waiting. So it gets
   * one that has no status.
   */
  static void add(
      AsyncContext async,
      AsyncListener listener,
      ServletRequest request,
      ServletResponse response) {
    async.addListener(listener, request, new ServletResponseWrapper(response));
  }
}
