package io.github.hlsprebuffer.cache;

import java.io.IOException;
import java.io.Serial;

/** A fill ended without the whole body. */
public final class FillException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why a fill ended early. */
  public enum Reason {
    /** The origin could not be reached, or broke the exchange off. */
    ORIGIN_FAILED,
    /** The origin was silent for too long. */
    ORIGIN_TIMED_OUT,
    /** Nobody wanted it any more. */
    CANCELLED,
    /** The response is for the one who asked for it, not for those who joined. */
    NOT_SHAREABLE,
    /** A reader waited for too long although the fill itself goes on. */
    STALLED
  }

  /** A fill that ended for a reason. */
  public FillException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A fill that ended because something else failed. */
  public FillException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the fill ended. */
  public Reason reason() {
    return reason;
  }
}
