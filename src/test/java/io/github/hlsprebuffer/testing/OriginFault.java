package io.github.hlsprebuffer.testing;

/** What an origin does wrong with one response. */
public enum OriginFault {
  /** Nothing. */
  NONE,
  /** Sends nothing until the stalls are released, then answers as usual. */
  STALL_BEFORE_HEADERS,
  /** Sends the header section and half of the body, and the rest when the stalls are released. */
  STALL_IN_BODY,
  /** Closes the connection (FIN) in place of an answer. */
  DISCONNECT_BEFORE_HEADERS,
  /** Resets the connection (RST) in place of an answer. */
  RESET_BEFORE_HEADERS,
  /** Resets the connection (RST) after half of the body; the client may see less than that. */
  DISCONNECT_DURING_BODY,
  /** Closes the connection (FIN) after half of the body that it announced. */
  SHORT_BODY,
  /** Announces no length and repeats the body up to {@link FaultSettings#oversizeBytes()}. */
  OVERSIZE_BODY,
  /** Answers 503 with a Retry-After. */
  ERROR_503,
  /** Answers 404. */
  ERROR_404,
  /** Sends the body at {@link FaultSettings#dripBytesPerSecond()}. */
  SLOW_BODY,
  /** Answers 302 with the Location that was set for the path. */
  REDIRECT,
  /** Answers with bytes that are not HTTP, then closes the connection. */
  GARBAGE
}
