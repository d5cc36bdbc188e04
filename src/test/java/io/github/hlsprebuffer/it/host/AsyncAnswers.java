package io.github.hlsprebuffer.it.host;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Answers that are given after the request's own thread has returned. */
final class AsyncAnswers {
  private static final byte[] BODY = FramedAnswers.bytes(300_000);

  private AsyncAnswers() {}

  static Map<String, Answer> byName() {
    return Map.of(
        "async-thread", (request, response) -> fromThread(request.startAsync(), response, false),
        "async-thread-length",
            (request, response) -> fromThread(request.startAsync(), response, true),
        "async-own-response",
            (request, response) -> {
              AsyncContext context = request.startAsync(request, response);
              fromThread(context, (HttpServletResponse) context.getResponse(), true);
            },
        "async-context-response",
            (request, response) -> {
              AsyncContext context = request.startAsync();
              fromThread(context, (HttpServletResponse) context.getResponse(), false);
            },
        "async-at-once",
            (request, response) -> {
              AsyncContext context = request.startAsync();
              response.getOutputStream().print("at once");
              context.complete();
            },
        "async-dispatch",
            (request, response) -> request.startAsync().dispatch("/answers/stream-print.txt"),
        "async-dispatch-same", AsyncAnswers::dispatchToItself,
        "async-timeout", (request, response) -> request.startAsync().setTimeout(1),
        "non-blocking", AsyncAnswers::nonBlocking);
  }

  private static void fromThread(
      AsyncContext context, HttpServletResponse response, boolean announced) {
    response.setContentType("video/mp2t");
    if (announced) {
      response.setContentLength(BODY.length);
    }
    context.start(
        () -> {
          try {
            response.getOutputStream().write(BODY, 0, 1_000);
            response.getOutputStream().flush();
            response.getOutputStream().write(BODY, 1_000, BODY.length - 1_000);
            context.complete();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void dispatchToItself(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getAttribute("again") == null) {
      request.setAttribute("again", true);
      request.startAsync().dispatch();
    } else {
      response.setContentType("video/mp2t");
      response.getOutputStream().print("dispatched");
    }
  }

  private static void nonBlocking(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext context = request.startAsync();
    response.setContentType("video/mp2t");
    response.getOutputStream().setWriteListener(new Writing(context, response.getOutputStream()));
  }

  private static final class Writing implements WriteListener {
    private final AsyncContext context;
    private final ServletOutputStream out;
    private int written;

    Writing(AsyncContext context, ServletOutputStream out) {
      this.context = context;
      this.out = out;
    }

    @Override
    public void onWritePossible() throws IOException {
      while (out.isReady()) {
        if (written == BODY.length) {
          context.complete();
          return;
        }
        int count = Math.min(10_000, BODY.length - written);
        out.write(BODY, written, count);
        written += count;
      }
    }

    @Override
    public void onError(Throwable cause) {
      context.complete();
    }
  }
}
