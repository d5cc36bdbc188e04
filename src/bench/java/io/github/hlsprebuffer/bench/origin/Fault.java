package io.github.hlsprebuffer.bench.origin;

/** What an origin does wrong with one response, or does in a way that is right and rare. */
enum Fault {
  NONE,
  STATUS_500,
  STATUS_502,
  STATUS_503,
  /** 503 with Retry-After. */
  BUSY,
  /** 429 with Retry-After. */
  TOO_MANY_REQUESTS,
  /** 302 to the same path with a query. */
  REDIRECT,
  /** The connection is closed in place of an answer. */
  CLOSE,
  /** The connection is reset in place of an answer. */
  RESET_AT_ONCE,
  /** The connection breaks in the middle of the body. */
  RESET,
  /** The connection is closed in the middle of the body. */
  SHORT,
  /** Likewise, of a body in chunks. */
  CHUNKED_SHORT,
  /** The body is in chunks. */
  CHUNKED,
  /** The body ends with the connection. */
  UNTIL_CLOSE,
  /** More is announced than comes. */
  LENGTH_TOO_LONG,
  /** Nothing comes for longer than anybody waits. */
  SILENCE,
  /** Half of the body comes, and then nothing for longer than anybody waits. */
  SILENCE_IN_BODY,
  /** The body comes at a tenth of the link's rate. */
  SLOW;

  boolean isChunked() {
    return this == CHUNKED || this == CHUNKED_SHORT;
  }

  /** Whether a length that is announced is one that the presentation has. */
  boolean announcesLength() {
    return !isChunked() && this != UNTIL_CLOSE && this != LENGTH_TOO_LONG;
  }

  /** Whether only half of the body comes before the connection ends, or nothing for long. */
  boolean stopsInBody() {
    return this == RESET || this == SHORT || this == CHUNKED_SHORT || this == SILENCE_IN_BODY;
  }
}
