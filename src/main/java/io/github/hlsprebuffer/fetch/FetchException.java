package io.github.hlsprebuffer.fetch;

import java.io.IOException;
import java.io.Serial;

/** A fetch that did not come to its end. */
public final class FetchException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final Cause reason;

  /** What went wrong, as far as it decides what to do next. */
  public enum Cause {
    /** No connection could be made. */
    CONNECT,
    /** It was not sent, because the origin has not answered for some time. */
    UNAVAILABLE,
    /** The origin was silent for too long. */
    TIMEOUT,
    /** The exchange broke off or was not HTTP. */
    BROKEN,
    /** It was cancelled here. */
    CANCELLED
  }

  /** A failure. */
  public FetchException(Cause reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What went wrong. */
  public Cause reason() {
    return reason;
  }
}
