package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillReader;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Lets the exchanges of one filter wait, and write, without a thread of the container. Where the
 * container or the chain does not support that, they do both on the thread of their request.
 * Thread-safe.
 */
final class AsyncExchanges {
  /** Whatever the server calls itself. */
  private static final String OF_TOMCAT = "org.apache.catalina.core.AsyncContextImpl";

  private final String attribute;
  private final Predicate<HttpServletRequest> mayWait;
  private final BiFunction<Duration, Runnable, Future<?>> timer;
  private final boolean forgetsStatus;

  /**
   * The exchanges of one filter.
   *
   * @param mayWait which requests the filter sees again in an {@link DispatcherType#ASYNC} dispatch
   * @param timer runs a short task after a while
   * @param forgetsStatus whether the container makes the status of what has not left 200 before it
   *     tells anybody's listener that an exchange ends
   */
  AsyncExchanges(
      String filterName,
      Predicate<HttpServletRequest> mayWait,
      BiFunction<Duration, Runnable, Future<?>> timer,
      boolean forgetsStatus) {
    this.attribute = AsyncExchanges.class.getName() + "." + filterName;
    this.mayWait = mayWait;
    this.timer = timer;
    this.forgetsStatus = forgetsStatus;
  }

  /** Goes on with an exchange of this filter that has waited; returns whether this is one. */
  boolean resumed(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (request.getDispatcherType() != DispatcherType.ASYNC
        || !(request.getAttribute(attribute) instanceof Resumption resumption)) {
      return false;
    }
    request.removeAttribute(attribute);
    resumption.resume();
    if (!request.isAsyncStarted()) {
      settle(response, forgetsStatus);
    }
    return true;
  }

  /** Runs the step once the fill has a head: now, or when the container comes back. */
  void whenAnswered(
      HttpServletRequest request,
      HttpServletResponse response,
      FillReader reader,
      Duration patience,
      HeadStep step)
      throws IOException {
    if (reader.hasAnswer() || !mayWait(request)) {
      step.run(reader, patience);
      return;
    }
    HeadWait wait;
    try (Lease lease = new Lease(reader::close)) {
      wait = new HeadWait(begin(request, response), reader, step);
      lease.handOn();
    }
    request.setAttribute(attribute, wait);
    wait.begin(request, response, patience, timer);
  }

  /** Sends a body and closes it: now, or as the viewer takes it. */
  void send(HttpServletRequest request, HttpServletResponse response, BodySource body)
      throws IOException {
    boolean hasNone = response.getStatus() == HttpServletResponse.SC_NOT_MODIFIED;
    if (hasNone || body.isSmall() || !mayWait(request)) {
      BodyCopier.copy(body, response);
      return;
    }
    AsyncBody sending;
    try (Lease lease = new Lease(body::close)) {
      ServletOutputStream out = response.getOutputStream();
      AsyncContext async = begin(request, response);
      boolean isDispatched = async.getClass().getName().equals(OF_TOMCAT);
      BodyExchange exchange =
          new BodyExchange(request, response, async, attribute, forgetsStatus, isDispatched);
      sending = new AsyncBody(exchange, out, body, timer);
      lease.handOn();
    }
    sending.begin();
  }

  /** Has an exchange leave its thread; each wait has its own limit. */
  static AsyncContext begin(HttpServletRequest request, HttpServletResponse response) {
    int status = response.getStatus();
    AsyncContext async = request.startAsync(request, response);
    if (response.getStatus() != status) {
      // GlassFish has told those who listened to a wait before, and forgotten it.
      response.setStatus(status);
    }
    async.setTimeout(0);
    return async;
  }

  /** The status of what has left stays as it is. */
  static void settle(HttpServletResponse response, boolean forgetsStatus) throws IOException {
    if (forgetsStatus) {
      response.flushBuffer();
    }
  }

  private boolean mayWait(HttpServletRequest request) {
    return request.isAsyncSupported()
        && !request.isAsyncStarted()
        && (request.getDispatcherType() == DispatcherType.REQUEST
            || request.getDispatcherType() == DispatcherType.ASYNC)
        && isDispatchedToItsOwnUri(request)
        && mayWait.test(request);
  }

  /** The container comes back to the URI that the request, as it stands, has. */
  private static boolean isDispatchedToItsOwnUri(HttpServletRequest request) {
    ServletRequest original = request;
    while (original instanceof HttpServletRequestWrapper wrapper) {
      original = wrapper.getRequest();
    }
    return original == request
        || (original instanceof HttpServletRequest own
            && own.getRequestURI().equals(request.getRequestURI()));
  }
}
