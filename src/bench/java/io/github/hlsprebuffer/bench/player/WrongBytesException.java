package io.github.hlsprebuffer.bench.player;

import java.io.IOException;

/** A server answered with other bytes than the origin's. */
public final class WrongBytesException extends IOException {
  private static final long serialVersionUID = 1;

  WrongBytesException(String where) {
    super("Wrong bytes: " + where);
  }
}
