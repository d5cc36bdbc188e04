package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ResponseHead;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether what a viewer waits for, or would have to, is asked for in several byte ranges at
 * once, by what the origin's answers so far let expect. Thread-safe.
 */
final class SplitPolicy {
  /** What comes sooner than that is not worth several requests. */
  private static final long MIN_TRANSFER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** How much longer than the latency a transfer must take. */
  private static final double MIN_RATIO = 1.5;

  /** How long a transfer in parts is to take, where the latency is one. */
  private static final double AIM = 0.5;

  private static final long MIN_PART_BYTES = 64 << 10;

  /** Of a segment of an origin of whose segments nothing is known: one second at 4 Mbit/s. */
  private static final long GUESSED_BYTES = 512 << 10;

  /**
   * From an origin as far away as that no connection brings a whole segment at once: TCP begins
   * with some ten packets and doubles them with each round trip (RFC 6928).
   */
  private static final long MIN_GUESS_LATENCY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** An initialization section of each rendition, perhaps, and the first segments. */
  private static final int MAX_GUESSES = 4;

  /** How long the bytes of one connection are watched before that says how fast it is. */
  private static final long MEASURE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  private static final int MAX_ORIGINS = 1_000;

  // Any of these makes the answer depend on more than the URI, or asks for a part already.
  private static final Set<String> CONDITIONS =
      Set.of(
          "range",
          "if-range",
          "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since");

  private final int maxParts;
  private final ConcurrentMap<String, Trust> origins = new ConcurrentHashMap<>();

  /** A policy under which nothing is split into more parts; 1: nothing at all. */
  SplitPolicy(int maxParts) {
    this.maxParts = maxParts;
  }

  /**
   * What an origin's answers say about parts.
   *
   * @param isTagged whether versions can be told apart
   * @param isRefused whether parts that were asked for did not belong together
   */
  private record Trust(boolean isTagged, boolean isRefused, int guesses) {
    static final Trust NONE = new Trust(false, false, 0);
  }

  /**
   * How to split.
   *
   * @param from offset in the body of the first byte of the first part
   * @param bytes length of all parts together, as far as is known
   * @param parts number of requests, at least two
   */
  record Split(long from, long bytes, int parts) {
    /** Offset of the first byte of one of the parts, from 0 on. */
    long from(int part) {
      return from + part * ((bytes + parts - 1) / parts);
    }

    /** Offset after the last byte of a part, or -1 for the last part, which has no end. */
    long to(int part) {
      return part == parts - 1 ? -1 : from(part + 1);
    }

    /** The same in fewer parts. */
    Split in(int fewer) {
      return new Split(from, bytes, fewer);
    }
  }

  /** How to split what has not been asked for yet, or null where one request is best. */
  @Nullable Split whole(FetchRequest request, OriginEstimate estimate) {
    String origin = request.origin();
    Trust trust = origins.getOrDefault(origin, Trust.NONE);
    if (!comesInParts(request, estimate)) {
      return null;
    }
    if (estimate.bytesPerSecond() > 0) {
      return split(0, estimate.typicalBodyBytes(), estimate, (double) estimate.bytesPerSecond());
    }
    if (trust.guesses >= MAX_GUESSES || estimate.latencyNanos() < MIN_GUESS_LATENCY_NANOS) {
      return null;
    }
    update(origin, known -> new Trust(known.isTagged, known.isRefused, known.guesses + 1));
    int parts = bounded(maxParts, GUESSED_BYTES);
    return parts < 2 ? null : new Split(0, GUESSED_BYTES, parts);
  }

  /** Whether the answer can be put together of parts before anything of it is known. */
  private boolean comesInParts(FetchRequest request, OriginEstimate estimate) {
    return mayPart(request)
        && origins.getOrDefault(request.origin(), Trust.NONE).isTagged
        && estimate.acceptsRanges();
  }

  /**
   * How to split what one request for all was sent for and has not been answered, or null where
   * that is best. The first part is what the request itself goes on to bring.
   *
   * @param nanos how long ago it was sent
   */
  @Nullable Split unanswered(FetchRequest request, long nanos, OriginEstimate estimate) {
    if (!comesInParts(request, estimate) || estimate.bytesPerSecond() == 0) {
      return null;
    }
    long head = Math.min(nanos, estimate.latencyNanos());
    // Until the first other part comes, this one brings as much alone.
    long from = (long) (estimate.bytesPerSecond() * (head / 1e9));
    long bytes = estimate.typicalBodyBytes() - from;
    return bytes > 0 ? split(from, bytes, estimate, (double) estimate.bytesPerSecond()) : null;
  }

  /**
   * How to split the rest of what one request brings, or null where that is best. The first part is
   * what the request itself goes on to bring.
   *
   * @param position offset of the first byte that has not come
   * @param length of the whole body in bytes
   * @param received bytes that the request has brought so far
   * @param nanos how long that took
   */
  @Nullable Split rest(
      long position, long length, long received, long nanos, OriginEstimate estimate) {
    if (nanos < MEASURE_NANOS) {
      return null;
    }
    double bytesPerSecond = received * 1e9 / nanos;
    // Until the first other part comes, this one goes on alone.
    long from = position + (long) (bytesPerSecond * estimate.latencyNanos() / 1e9);
    return from < length ? split(from, length - from, estimate, bytesPerSecond) : null;
  }

  private @Nullable Split split(
      long from, long bytes, OriginEstimate estimate, double bytesPerSecond) {
    double transferNanos = bytes * 1e9 / bytesPerSecond;
    long latency = estimate.latencyNanos();
    if (latency <= 0
        || transferNanos < Math.max((double) MIN_TRANSFER_NANOS, MIN_RATIO * latency)) {
      return null;
    }
    double wanted = Math.ceil(transferNanos / (AIM * latency));
    double useful = estimate.usefulTransfers() == 0 ? wanted : estimate.usefulTransfers();
    int parts = bounded(Math.min(wanted, useful), bytes);
    return parts < 2 ? null : new Split(from, bytes, parts);
  }

  private int bounded(double wanted, long bytes) {
    long largest = Math.min(maxParts, bytes / MIN_PART_BYTES);
    return (int) Math.min(wanted, (double) largest);
  }

  /** Whether one thing may be asked for by more than one request at a time. */
  boolean maySplit() {
    return maxParts > 1;
  }

  /** Whether a request is one for all that there is, whose answer can be put together of parts. */
  boolean mayPart(FetchRequest request) {
    return maySplit()
        && request.method().equals("GET")
        && !request.mayBlock()
        // What goes by loopback to this server gains nothing.
        && request.host() == null
        && CONDITIONS.stream().noneMatch(request.fields()::contains)
        && !origins.getOrDefault(request.origin(), Trust.NONE).isRefused;
  }

  /**
   * Something has come whole from the origin: are its versions told apart?
   *
   * @param isSegment whether it is what would be split; of anything else it is no bad sign if not
   */
  void learn(String origin, ResponseHead head, boolean isSegment) {
    boolean isTagged = head.strongValidator() != null;
    if ((head.status() == 200 || head.status() == 206) && (isSegment || isTagged)) {
      update(origin, known -> new Trust(isTagged, known.isRefused, known.guesses));
    }
  }

  /** Parts of what the origin sends don't belong together. */
  void refuse(String origin) {
    update(origin, known -> new Trust(known.isTagged, /* isRefused= */ true, known.guesses));
  }

  private void update(String origin, UnaryOperator<Trust> change) {
    if (origins.size() < MAX_ORIGINS || origins.containsKey(origin)) {
      origins.compute(origin, (name, known) -> change.apply(known == null ? Trust.NONE : known));
    }
  }
}
