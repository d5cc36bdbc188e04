package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.RawBody;
import io.github.hlsprebuffer.testing.RawHead;
import io.github.hlsprebuffer.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A viewer that has the beginning of a body and waits for the rest. Confined to one thread. */
final class HalfServedViewer implements AutoCloseable {
  private final RawHttp client;
  private final RawHead head;
  private final RawBody body;
  private final byte[] beginning;

  private HalfServedViewer(RawHttp client, RawHead head, RawBody body, byte[] beginning) {
    this.client = client;
    this.head = head;
    this.body = body;
    this.beginning = beginning;
  }

  /** Asks, and returns once the first bytes of the body are there. */
  static HalfServedViewer ask(Gateway gateway, String path, int firstBytes) throws IOException {
    RawHttp client = gateway.connect().get(gateway.target(path));
    RawHead head = client.readHead();
    RawBody body = client.bodyOf(head);
    byte[] beginning = body.read(firstBytes);
    assertThat(beginning).as("beginning of " + path).hasSize(firstBytes);
    return new HalfServedViewer(client, head, body, beginning);
  }

  /** {@link System#nanoTime()} when the first byte of the response had arrived. */
  long firstByteNanos() {
    return head.firstByteNanos();
  }

  String cacheStatus() {
    return head.headers().first("Cache-Status").orElse("absent");
  }

  /** Reads the rest, leaves, and returns all of it. */
  byte[] wholeBody() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(beginning);
    whole.write(body.readAll());
    close();
    return whole.toByteArray();
  }

  /** Leaves without a farewell. */
  void reset() throws IOException {
    client.reset();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
