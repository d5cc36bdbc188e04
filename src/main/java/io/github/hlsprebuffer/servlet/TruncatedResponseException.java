package io.github.hlsprebuffer.servlet;

import java.io.IOException;
import java.io.Serial;

/**
 * A body that was promised cannot be finished. Where some of it has left it is thrown to the
 * container, which then closes the connection, so that the client sees that the body is not whole
 * (RFC 9112 §8); else the client gets an error.
 */
final class TruncatedResponseException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  TruncatedResponseException(String message, Throwable cause) {
    super(message, cause);
  }

  TruncatedResponseException(String message) {
    super(message);
  }
}
