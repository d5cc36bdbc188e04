package io.github.hlsprebuffer.prefetch;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a body that have been asked for ahead of their turn, in their order, and what has
 * come of them. Not thread-safe.
 */
final class PartsAhead {
  /** What lies ready before its turn; beyond that the origin is held back. */
  static final long MAX_KEPT_BYTES = 8 << 20;

  private final Deque<Strand> strands = new ArrayDeque<>(0);
  private long keptBytes;

  /** Adds a part behind all others. */
  void add(Strand strand) {
    strands.addLast(strand);
  }

  boolean isEmpty() {
    return strands.isEmpty();
  }

  boolean contains(Strand strand) {
    return strands.contains(strand);
  }

  List<Strand> all() {
    return List.copyOf(strands);
  }

  /** Where the next part begins, or -1. */
  long nextFrom() {
    return strands.isEmpty() ? -1 : strands.getFirst().from();
  }

  /** The part whose turn it is now; there must be one. */
  Strand take() {
    Strand next = strands.removeFirst();
    keptBytes -= next.keptBytes();
    return next;
  }

  /** Keeps bytes of a part until its turn. */
  void keep(Strand strand, ByteBuffer data) {
    keptBytes += data.remaining();
    strand.keep(data);
    if (keptBytes < MAX_KEPT_BYTES) {
      strand.allow(strand.from() + strand.keptBytes());
    }
  }

  /** Gives up a part that has come to its end with more or fewer bytes than it announced. */
  void checkEnd(Strand strand) {
    if (strand.hasEnded() && strand.from() + strand.keptBytes() != strand.to()) {
      dropFrom(strand);
    }
  }

  /** Gives up a part and all that follow it. */
  void dropFrom(@Nullable Strand strand) {
    while (strand != null && strands.contains(strand)) {
      Strand last = strands.removeLast();
      keptBytes -= last.keptBytes();
      last.cancel();
    }
  }

  /** Gives up all parts. */
  void clear() {
    dropFrom(strands.peekFirst());
  }
}
