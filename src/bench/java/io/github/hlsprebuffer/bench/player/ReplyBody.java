package io.github.hlsprebuffer.bench.player;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A response's body, whose end its framing tells (RFC 9112, section 6). Used by one thread. */
final class ReplyBody {
  private static final int PIECE_BYTES = 64 << 10;

  private final InputStream in;
  private final ReplyHead head;

  /** Until the end of the chunk, or of the body if it has no chunks. */
  private long left;

  private boolean isInChunk;
  private boolean isOver;

  ReplyBody(ReplyHead head, InputStream in) {
    this.head = head;
    this.in = in;
    if (head.endsWithConnection()) {
      left = Long.MAX_VALUE;
    } else {
      left = head.isChunked() ? 0 : Long.parseLong(head.field("content-length"));
    }
  }

  byte[] readAll() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE_BYTES];
    for (int count = read(piece, piece.length); count >= 0; count = read(piece, piece.length)) {
      body.write(piece, 0, count);
    }
    return body.toByteArray();
  }

  /**
   * Reads some bytes; returns how many, or -1 after the last one.
   *
   * @throws EOFException if the connection ends first
   */
  int read(byte[] into, int atMost) throws IOException {
    if (left == 0 && head.isChunked() && !isOver) {
      beginChunk();
    }
    if (left == 0 || isOver) {
      return -1;
    }
    int count = in.read(into, 0, (int) Math.min(atMost, left));
    if (count < 0) {
      if (head.endsWithConnection()) {
        isOver = true;
        return -1;
      }
      throw new EOFException("Within the body");
    }
    left -= count;
    return count;
  }

  private void beginChunk() throws IOException {
    if (isInChunk) {
      ReplyHead.line(in);
    }
    left = Long.parseLong(ReplyHead.line(in).replaceFirst(";.*", "").strip(), 16);
    isInChunk = true;
    if (left == 0) {
      isOver = true;
      String trailer = ReplyHead.line(in);
      while (!trailer.isEmpty()) {
        trailer = ReplyHead.line(in);
      }
    }
  }
}
