package io.github.hlsprebuffer.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One viewer who reads one body no faster than at a given rate. Used by one thread. */
final class SlowViewer implements AutoCloseable {
  /** So little that the kernel cannot take the body in his place. */
  private static final int RECEIVE_BUFFER_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final byte[] expected;
  private final long bytesPerSecond;
  private final long startNanos;
  private final StringBuilder head = new StringBuilder();
  private boolean isInBody;
  private long taken;
  private int position;

  private SlowViewer(SocketChannel channel, byte[] expected, long bytesPerSecond) {
    this.channel = channel;
    this.expected = expected;
    this.bytesPerSecond = bytesPerSecond;
    this.startNanos = System.nanoTime();
  }

  /** Asks a server for a body, and reads nothing yet. */
  static SlowViewer ask(RunningServer server, String path, byte[] expected, long bytesPerSecond)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    String request =
        "GET %s%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(server.kind().pathPrefix(), path);
    channel.write(StandardCharsets.US_ASCII.encode(request));
    channel.configureBlocking(false);
    return new SlowViewer(channel, expected, bytesPerSecond);
  }

  /** Reads what its rate allows by now; returns whether the body is whole. */
  boolean read(ByteBuffer buffer) throws IOException {
    long allowed = (System.nanoTime() - startNanos) * bytesPerSecond / 1_000_000_000 - taken;
    buffer.clear().limit((int) Math.max(0, Math.min(allowed, buffer.capacity())));
    int count = channel.read(buffer);
    if (count < 0) {
      throw new EOFException("After " + position + " bytes of " + expected.length);
    }
    taken += count;
    buffer.flip();
    if (!isInBody) {
      readHead(buffer);
    }
    compare(buffer);
    return isInBody && position == expected.length;
  }

  private void readHead(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining() && !isInBody) {
      head.append((char) buffer.get());
      isInBody = head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) >= 0;
    }
    if (isInBody && head.indexOf("HTTP/1.1 200") != 0) {
      throw new IOException("Answered: " + head);
    }
  }

  private void compare(ByteBuffer buffer) throws IOException {
    int count = buffer.remaining();
    if (count > expected.length - position
        || !buffer.equals(ByteBuffer.wrap(expected, position, count))) {
      throw new IOException("Wrong bytes after " + position);
    }
    position += count;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
