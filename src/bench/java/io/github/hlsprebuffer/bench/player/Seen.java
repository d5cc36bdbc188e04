package io.github.hlsprebuffer.bench.player;

import java.util.Map;

/**
 * What a visitor has seen of an answer.
 *
 * @param head the status 0 where none came
 * @param body as far as it came
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Seen(ReplyHead head, byte[] body, End end) {
  /** How it ended. */
  enum End {
    /** By its framing (RFC 9112, section 6). */
    WHOLE,
    /** The connection broke off, or ended, before that. */
    BROKEN_OFF,
    /** Nothing came for longer than a server may take. */
    SILENCE,
    /** The visitor had enough. */
    LEFT
  }

  static final ReplyHead NO_HEAD = new ReplyHead(0, Map.of());

  int status() {
    return head.status();
  }

  boolean isWhole() {
    return end == End.WHOLE;
  }
}
