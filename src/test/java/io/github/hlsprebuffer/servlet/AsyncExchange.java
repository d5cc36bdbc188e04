package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** An asynchronous exchange of a container that does nothing by itself. */
final class AsyncExchange {
  final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  final Queue<Runnable> started = new ArrayDeque<>();
  final Stream out = new Stream();
  int completions;
  int flushes;
  boolean isOver;
  boolean viewerHasLeft;
  long room = Long.MAX_VALUE;
  Runnable whileWriting = () -> {};

  AsyncContext context() {
    return stub(
        AsyncContext.class,
        (method, argument) -> {
          if (method.equals("complete")) {
            failIfOver();
            completions++;
          } else if (method.equals("start") && argument instanceof Runnable task) {
            failIfOver();
            started.add(task);
          }
          return null;
        });
  }

  HttpServletResponse response() {
    return stub(
        HttpServletResponse.class,
        (method, argument) ->
            switch (method) {
              case "isCommitted" -> sent.size() > 0;
              case "getOutputStream" -> out;
              default -> null;
            });
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
    @Nullable Object to(String method, @Nullable Object argument);
  }

  private static <T> T stub(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                answer.to(method.getName(), arguments == null ? null : arguments[0])));
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
