package io.github.hlsprebuffer.bench.player;

import io.github.hlsprebuffer.bench.origin.Presentation;
import java.util.Locale;

/**
 * How long a viewer's player waited for a segment.
 *
 * @param startNanos when it asked, on the clock of {@link System#nanoTime()}
 * @param millis from its request to the last byte
 */
public record SegmentWait(
    String viewer,
    Presentation presentation,
    long mediaSequenceNumber,
    Place place,
    long startNanos,
    double millis) {

  /** Where in a viewer's playback a segment stands. */
  public enum Place {
    /** The first one, which nothing could foretell. */
    FIRST,
    /** Likewise the first one after a seek. */
    SOUGHT,
    /** One that follows what the viewer watches. */
    NEXT
  }

  /**
   * One line for a log.
   *
   * @param zeroNanos what times are counted from
   */
  public String line(long zeroNanos) {
    return String.format(
        Locale.ROOT,
        "%10.1f %-7s %s %.1f ms%s",
        (startNanos - zeroNanos) / 1e6,
        viewer,
        presentation.segmentPath(mediaSequenceNumber),
        millis,
        place == Place.NEXT ? "" : " " + place.name().toLowerCase(Locale.ROOT));
  }
}
