package io.github.hlsprebuffer.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The asynchronous exchange that one body is sent in. Thread-safe. */
final class BodyExchange {
  /*
   * Whoever brings bytes has a thread of the container write them to those who wait. In Tomcat it
   * must come by way of the connection, as in a dispatch, which waits for the one that was there
   * before. If a write of another thread (AsyncContext.start) fails while that one is still on its
   * way out, it takes the failure for its own and gives the response to another connection, without
   * a word to any listener; the writer then marks that one as failed, and a viewer's connection is
   * closed before he has an answer. Only while an application is being stopped, when Tomcat answers
   * its dispatches with 503, those who are still served are served that way. Tomcat says nothing of
   * that, but ceases to find the application first, and gives what is under way two seconds then.
   */
  private static final Logger log = LoggerFactory.getLogger(BodyExchange.class);

  /** Not only the path of the application, which Tomcat knows for longer. */
  private static final String ANY_PATH = "/any.ts";

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final ServletContext application;
  private final String attribute;
  private final boolean forgetsStatus;
  private final boolean isDispatched;
  private final ReentrantLock dispatching = new ReentrantLock();
  private volatile AsyncContext async;
  private boolean mayDispatch;

  /**
   * An exchange that has just become asynchronous.
   *
   * @param attribute name of that which tells its filter how to go on
   * @param forgetsStatus as {@link AsyncExchanges} has it
   * @param isDispatched whether the container is to go on with it by dispatching it
   */
  BodyExchange(
      HttpServletRequest request,
      HttpServletResponse response,
      AsyncContext async,
      String attribute,
      boolean forgetsStatus,
      boolean isDispatched) {
    this.request = request;
    this.response = response;
    this.application = request.getServletContext();
    this.async = async;
    this.attribute = attribute;
    this.forgetsStatus = forgetsStatus;
    this.isDispatched = isDispatched;
  }

  HttpServletResponse response() {
    return response;
  }

  /** A body has begun to be sent, or goes on; on a thread of the request. */
  void begun(AsyncBody body) {
    AsyncListeners.add(async, body, request, response);
    if (isDispatched) {
      request.setAttribute(attribute, (Resumption) () -> resume(body));
      mayDispatch(true);
    }
  }

  /**
   * Has a thread of the container go on with a body that waits, once. On a thread that must not
   * write: it brings bytes for many, or counts everybody's time.
   */
  void goOn(AsyncBody body) {
    try {
      if (isDispatched && isFound()) {
        dispatch();
      } else {
        async.start(body::work);
      }
    } catch (RuntimeException e) {
      log.debug("The container has ended the exchange, has no thread, or is stopping", e);
      body.cutOff();
    }
  }

  private boolean isFound() {
    return application.getContext(application.getContextPath() + ANY_PATH) == application;
  }

  private void dispatch() {
    dispatching.lock();
    try {
      if (mayDispatch) {
        async.dispatch();
      }
    } finally {
      dispatching.unlock();
    }
  }

  private void resume(AsyncBody body) throws IOException {
    leaveAlone();
    if (!body.isOver()) {
      try (Lease lease = new Lease(body::close)) {
        async = AsyncExchanges.begin(request, response);
        lease.handOn();
      }
      body.begin();
    }
  }

  /**
   * Returns when nobody asks for a dispatch, nor will: whoever does works on what the container may
   * use for something else after that.
   */
  void leaveAlone() {
    mayDispatch(false);
  }

  private void mayDispatch(boolean may) {
    dispatching.lock();
    try {
      mayDispatch = may;
    } finally {
      dispatching.unlock();
    }
  }

  void complete() {
    try {
      async.complete();
    } catch (RuntimeException e) {
      log.debug("The container has completed the exchange", e);
    }
  }

  /**
   * Says that the body failed where nothing of it has left yet. Else has the container break the
   * connection off, as it does wherever a filter fails in mid-body: it is the only end that no
   * client takes for the end of the body.
   */
  void breakOff(IOException cause) {
    try {
      if (response.isCommitted()) {
        request.setAttribute(
            attribute,
            (Resumption)
                () -> {
                  throw cause;
                });
        async.dispatch();
      } else {
        refuse(cause);
      }
    } catch (RuntimeException e) {
      log.debug("The container has completed the exchange", e);
    }
  }

  /**
   * Without a page: once a body is written by a listener, Undertow writes the page on one thread
   * while it ends the exchange on another.
   */
  private void refuse(IOException cause) {
    log.debug("A body ended before any of it was sent", cause);
    ResponseHeadWriter.takeBack(response);
    response.setStatus(HttpServletResponse.SC_BAD_GATEWAY);
    response.setContentLength(0);
    try {
      AsyncExchanges.settle(response, forgetsStatus);
    } catch (IOException e) {
      log.debug("A viewer has left", e);
    }
    async.complete();
  }
}
