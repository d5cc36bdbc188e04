package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous exchange of a container that does nothing by itself, or only dispatches: then its
 * listeners are set anew each time.
 */
final class AsyncExchange {
  /** Of its application. */
  private static final String PATH = "/media";

  final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  final Queue<Runnable> started = new ArrayDeque<>();

  /** With what its filter has failed in dispatches. */
  final List<IOException> brokenOff = new ArrayList<>();

  final Stream out = new Stream();
  int completions;
  int flushes;
  int status = 200;
  boolean isOver;
  boolean isStopping;
  boolean viewerHasLeft;
  long room = Long.MAX_VALUE;
  Runnable whileWriting = () -> {};
  Runnable whileDispatching = () -> {};
  private final ServletContext application = application();
  private @Nullable Object attribute;

  BodyExchange exchange(boolean isDispatched) {
    return new BodyExchange(
        request(), response(), context(), "name", /* forgetsStatus= */ false, isDispatched);
  }

  private HttpServletRequest request() {
    return stub(
        HttpServletRequest.class,
        (method, arguments) ->
            switch (method) {
              case "setAttribute" -> {
                attribute = arguments[1];
                yield null;
              }
              case "startAsync" -> context();
              case "getServletContext" -> application;
              default -> null;
            });
  }

  private ServletContext application() {
    return stub(
        ServletContext.class,
        (method, arguments) ->
            switch (method) {
              case "getContextPath" -> PATH;
              case "getContext" -> !isStopping || arguments[0].equals(PATH) ? application : null;
              default -> null;
            });
  }

  private AsyncContext context() {
    return stub(
        AsyncContext.class,
        (method, arguments) -> {
          switch (method) {
            case "complete" -> {
              failIfOver();
              completions++;
            }
            case "start" -> {
              failIfOver();
              started.add((Runnable) arguments[0]);
            }
            case "dispatch" -> {
              failIfOver();
              assertThat(isStopping).as("answered with 503").isFalse();
              started.add(this::dispatched);
              whileDispatching.run();
            }
            default -> {}
          }
          return null;
        });
  }

  private HttpServletResponse response() {
    return stub(
        HttpServletResponse.class,
        (method, arguments) ->
            switch (method) {
              case "isCommitted" -> sent.size() > 0;
              case "getOutputStream" -> out;
              case "getStatus" -> status;
              case "setStatus" -> {
                status = (int) arguments[0];
                yield null;
              }
              default -> null;
            });
  }

  private void dispatched() {
    if (!(attribute instanceof Resumption resumption)) {
      throw new AssertionError("nobody knows how to go on");
    }
    attribute = null;
    out.listener = null;
    try {
      resumption.resume();
      if (out.listener != null) {
        out.listener.onWritePossible();
      }
    } catch (IOException e) {
      brokenOff.add(e);
    }
  }

  /** Runs what was handed to the container. */
  void runStarted() {
    for (Runnable task = started.poll(); task != null; task = started.poll()) {
      task.run();
    }
  }

  /** The viewer takes so many bytes more. */
  void take(long bytes) throws IOException {
    room = bytes;
    out.listener().onWritePossible();
  }

  private void failIfOver() {
    if (isOver || completions > 0) {
      throw new IllegalStateException("over");
    }
  }

  private interface Answer {
    @Nullable Object to(String method, Object[] arguments);
  }

  private static <T> T stub(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                answer.to(method.getName(), arguments == null ? new Object[0] : arguments)));
  }

  /** Takes bytes as long as there is room before a write, as containers do. */
  final class Stream extends ServletOutputStream {
    private @Nullable WriteListener listener;
    private ByteBuffer held = ByteBuffer.allocate(0);
    private byte[] heldBefore = {};

    WriteListener listener() {
      WriteListener set = listener;
      if (set == null) {
        throw new AssertionError("no listener was set");
      }
      return set;
    }

    @Override
    public boolean isReady() {
      // Only now may who wrote them change the bytes.
      assertThat(held).isEqualTo(ByteBuffer.wrap(heldBefore));
      return room > 0;
    }

    @Override
    public void setWriteListener(WriteListener writeListener) {
      if (listener != null) {
        throw new IllegalStateException("set before");
      }
      listener = writeListener;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (room <= 0) {
        throw new IllegalStateException("not ready");
      }
      if (viewerHasLeft) {
        throw new IOException("broken pipe");
      }
      whileWriting.run();
      room -= length;
      sent.write(bytes, offset, length);
      held = ByteBuffer.wrap(bytes, offset, length);
      heldBefore = Arrays.copyOfRange(bytes, offset, offset + length);
    }

    @Override
    public void flush() {
      flushes++;
    }
  }
}
