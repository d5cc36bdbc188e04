package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.http.ResponseHead;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of each origin let expect, as moving averages: the last ten or so count. Thread-
 * safe.
 */
public final class OriginEstimates {
  /** Of the newest value, as RFC 6298 §2 has it for round-trip times. */
  private static final double LATENCY_WEIGHT = 1.0 / 8;

  private static final double BODY_WEIGHT = 1.0 / 4;

  /**
   * Below that a body says nothing about how fast the next one will come: the kernels buffer it.
   */
  private static final long MIN_BODY_BYTES = 64 << 10;

  /** The same of a part. */
  private static final long MIN_PART_NANOS = 50_000_000;

  /** More origins than that a configuration hardly names; those beyond stay unknown. */
  private static final int MAX_ORIGINS = 1_000;

  private final ConcurrentMap<String, OriginEstimate> estimates = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LinkMeter> meters = new ConcurrentHashMap<>();

  /** What is known of an origin. */
  public OriginEstimate of(String origin) {
    OriginEstimate known = estimates.getOrDefault(origin, OriginEstimate.UNKNOWN);
    LinkMeter meter = meters.get(origin);
    return meter == null ? known : known.withUsefulTransfers(meter.useful());
  }

  /** The head of a response has come so long after its request. */
  void onHead(String origin, ResponseHead head, boolean askedForRange, long nanos) {
    boolean error = head.status() >= 400;
    boolean ranges =
        head.status() == 206 || "bytes".equalsIgnoreCase(head.fields().first("accept-ranges"));
    update(
        origin,
        known ->
            known
                .withLatencyNanos(
                    error
                        ? known.latencyNanos()
                        : smooth(known.latencyNanos(), nanos, LATENCY_WEIGHT))
                .withAcceptsRanges(
                    ranges || (known.acceptsRanges() && !(askedForRange && head.status() == 200))));
  }

  /** A whole body has come, so long after its head, as fast as the origin sent it. */
  void onBody(String origin, long bytes, long nanos) {
    onRate(origin, bytes, nanos);
    onLength(origin, bytes);
  }

  /** Some of a body has come, so long after its head, as fast as the origin sent it. */
  void onPart(String origin, long bytes, long nanos) {
    if (nanos >= MIN_PART_NANOS) {
      onRate(origin, bytes, nanos);
    }
  }

  private void onRate(String origin, long bytes, long nanos) {
    if (bytes < MIN_BODY_BYTES) {
      return;
    }
    long bytesPerSecond = (long) (bytes * 1e9 / Math.max(1, nanos));
    update(
        origin,
        known ->
            known.withBytesPerSecond(smooth(known.bytesPerSecond(), bytesPerSecond, BODY_WEIGHT)));
  }

  /** A body of so many bytes has come, in whatever parts. */
  void onLength(String origin, long bytes) {
    if (bytes < MIN_BODY_BYTES) {
      return;
    }
    update(
        origin,
        known -> known.withTypicalBodyBytes(smooth(known.typicalBodyBytes(), bytes, BODY_WEIGHT)));
  }

  /** How many bodies an origin sends at once to send all it can; null if there are too many. */
  @Nullable LinkMeter meter(String origin) {
    LinkMeter meter = meters.get(origin);
    return meter != null || meters.size() >= MAX_ORIGINS
        ? meter
        : meters.computeIfAbsent(origin, name -> new LinkMeter());
  }

  private void update(String origin, UnaryOperator<OriginEstimate> change) {
    if (estimates.size() < MAX_ORIGINS || estimates.containsKey(origin)) {
      estimates.compute(
          origin, (name, known) -> change.apply(known == null ? OriginEstimate.UNKNOWN : known));
    }
  }

  private static long smooth(long known, long now, double weight) {
    return known == 0 ? now : known + (long) ((now - known) * weight);
  }
}
