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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the exchanges of one filter wait, and write, without a thread of the container. Where the
 * container or the chain does not support that, they do both on the thread of their request.
 * Thread-safe.
 */
final class AsyncExchanges {
  private static final Logger log = LoggerFactory.getLogger(AsyncExchanges.class);

  private final String attribute;
  private final Predicate<HttpServletRequest> mayWait;
  private final BiFunction<Duration, Runnable, Future<?>> timer;

  /**
   * The exchanges of one filter.
   *
   * @param mayWait which requests the filter sees again in an {@link DispatcherType#ASYNC} dispatch
   * @param timer runs a short task after a while
   */
  AsyncExchanges(
      String filterName,
      Predicate<HttpServletRequest> mayWait,
      BiFunction<Duration, Runnable, Future<?>> timer) {
    this.attribute = AsyncExchanges.class.getName() + "." + filterName;
    this.mayWait = mayWait;
    this.timer = timer;
  }

  /** Goes on with an exchange of this filter that has waited; returns whether this is one. */
  boolean resumed(HttpServletRequest request) throws IOException {
    if (request.getDispatcherType() != DispatcherType.ASYNC
        || !(request.getAttribute(attribute) instanceof Resumption resumption)) {
      return false;
    }
    request.removeAttribute(attribute);
    resumption.resume();
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
    ServletOutputStream out;
    try (Lease lease = new Lease(body::close)) {
      out = response.getOutputStream();
      AsyncContext async = begin(request, response);
      sending =
          new AsyncBody(async, response, out, body, timer, e -> abort(request, response, async, e));
      lease.handOn();
    }
    sending.begin(request);
  }

  private static AsyncContext begin(HttpServletRequest request, HttpServletResponse response) {
    AsyncContext async = request.startAsync(request, response);
    // Each wait has its own limit.
    async.setTimeout(0);
    return async;
  }

  /**
   * Says that the body failed where nothing of it has left yet. Else has the container break the
   * connection off, as it does wherever a filter fails in mid-body: it is the only end that no
   * client takes for the end of the body.
   */
  private void abort(
      HttpServletRequest request,
      HttpServletResponse response,
      AsyncContext async,
      IOException cause) {
    if (!response.isCommitted()) {
      // Without a page: once a body is written by a listener, Undertow writes the page on one
      // thread while it ends the exchange on another.
      log.debug("A body ended before any of it was sent", cause);
      ResponseHeadWriter.takeBack(response);
      response.setStatus(HttpServletResponse.SC_BAD_GATEWAY);
      response.setContentLength(0);
      async.complete();
      return;
    }
    request.setAttribute(
        attribute,
        new Resumption() {
          @Override
          public void resume() throws IOException {
            throw cause;
          }

          @Override
          public void abandon() {}
        });
    async.dispatch();
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
