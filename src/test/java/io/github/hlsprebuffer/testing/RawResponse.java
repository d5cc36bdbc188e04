package io.github.hlsprebuffer.testing;

import java.nio.charset.StandardCharsets;

/** A response read to its end, whole or not. */
public final class RawResponse {

  private final RawHead head;
  private final byte[] body;
  private final BodyFraming framing;
  private final RawBody.Ending ending;

  RawResponse(RawHead head, byte[] body, BodyFraming framing, RawBody.Ending ending) {
    this.head = head;
    this.body = body;
    this.framing = framing;
    this.ending = ending;
  }

  /** Returns the status line and header section. */
  public RawHead head() {
    return head;
  }

  /** Returns the status code. */
  public int status() {
    return head.status();
  }

  /** Returns the header fields as they were sent. */
  public HeaderList headers() {
    return head.headers();
  }

  /** Returns the body bytes that arrived, without framing; not a copy. */
  public byte[] body() {
    return body;
  }

  /** Returns the body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Returns how the end of the body is marked. */
  public BodyFraming framing() {
    return framing;
  }

  /** Returns how the body ended. */
  public RawBody.Ending ending() {
    return ending;
  }

  /** Tells whether the body satisfied its framing. */
  public boolean isComplete() {
    return ending == RawBody.Ending.COMPLETE;
  }
}
