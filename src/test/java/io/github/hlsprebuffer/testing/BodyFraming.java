package io.github.hlsprebuffer.testing;

/** How a message says where its body ends (RFC 9112 section 6.3). */
public enum BodyFraming {
  /** There is no body. */
  NONE,
  /** By Content-Length. */
  LENGTH,
  /** By a last chunk. */
  CHUNKED,
  /** By the end of the connection. */
  UNTIL_CLOSE
}
