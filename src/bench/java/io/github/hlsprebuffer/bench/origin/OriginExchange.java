package io.github.hlsprebuffer.bench.origin;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request and how far its response has come. Written by one thread, read by any. */
public final class OriginExchange {
  private static final Pattern SEGMENT = Pattern.compile("/(.*)/segment-(\\d+)\\.ts");

  private final String path;
  private final String range;
  private final double startMillis;
  private volatile int status;
  private volatile long bodyBytes;
  private volatile double endMillis = Double.NaN;
  private volatile boolean aborted;

  OriginExchange(String path, String range, double startMillis) {
    this.path = path;
    this.range = range;
    this.startMillis = startMillis;
  }

  void answered(int withStatus) {
    status = withStatus;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void sent(long bytes) {
    bodyBytes += bytes;
  }

  void ended(double atMillis, boolean wasAborted) {
    aborted = wasAborted;
    endMillis = atMillis;
  }

  /** The path without its query. */
  public String path() {
    return path;
  }

  /** How many bytes of the body have been sent. */
  public long bodyBytes() {
    return bodyBytes;
  }

  /** When the request had come, in milliseconds since the origin's start. */
  public double startMillis() {
    return startMillis;
  }

  /** The name of the segment's presentation, if this is a request for a segment. */
  public Optional<String> presentation() {
    Matcher segment = SEGMENT.matcher(path);
    return segment.matches() ? Optional.of(segment.group(1)) : Optional.empty();
  }

  /** The segment's media sequence number, if this is a request for a segment. */
  public Optional<Long> mediaSequenceNumber() {
    Matcher segment = SEGMENT.matcher(path);
    return segment.matches() ? Optional.of(Long.valueOf(segment.group(2))) : Optional.empty();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%10.1f origin  %s %s %d, %,d bytes, %s",
        startMillis,
        path,
        range,
        status,
        bodyBytes,
        Double.isNaN(endMillis)
            ? "under way"
            : String.format(
                Locale.ROOT, "%s at %.1f", aborted ? "broken off" : "ended", endMillis));
  }
}
