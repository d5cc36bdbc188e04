package io.github.hlsprebuffer.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The media playlist of a low-latency stream at one moment, by RFC 8216bis.
 *
 * @param edge the last partial segment that it names
 */
record LowLatencyPlaylist(LowLatencyStream stream, PartPosition edge) {

  private static final int SKIP_TARGET_DURATIONS = 6;
  private static final int HOLD_BACK_PARTS = 3;

  /** RFC 8216bis section 6.2.2: older parts are removed from the playlist. */
  private static final int SEGMENTS_WITH_PARTS = 3;

  private static final Instant DATE_OF_SEGMENT_ZERO = Instant.parse("2020-01-01T00:00:00Z");

  /** The whole playlist. */
  String text() {
    List<String> lines = header();
    lines.add("#EXT-X-MAP:URI=\"" + LowLatencyStream.INITIALIZATION_SECTION + "\"");
    segments(first()).forEach(number -> addSegment(lines, number));
    return withEdge(lines);
  }

  /** The playlist without what a client of the last version has already, if that is anything. */
  String delta() {
    long skipped = skippedSegments();
    if (skipped == 0) {
      return text();
    }
    List<String> lines = header();
    lines.add("#EXT-X-SKIP:SKIPPED-SEGMENTS=" + skipped);
    segments(first() + skipped).forEach(number -> addSegment(lines, number));
    return withEdge(lines);
  }

  private List<String> header() {
    Duration hold = stream.partDuration().multipliedBy(HOLD_BACK_PARTS);
    Duration skip = stream.segmentDuration().multipliedBy(SKIP_TARGET_DURATIONS);
    return new ArrayList<>(
        List.of(
            "#EXTM3U",
            "#EXT-X-VERSION:9",
            "#EXT-X-TARGETDURATION:" + Math.round(stream.segmentDuration().toMillis() / 1000.0),
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=%s,CAN-SKIP-UNTIL=%s"
                .formatted(seconds(hold), seconds(skip)),
            "#EXT-X-PART-INF:PART-TARGET=" + seconds(stream.partDuration()),
            "#EXT-X-MEDIA-SEQUENCE:" + first()));
  }

  /** Adds the segment whose parts are still to come, and the part that comes next. */
  private String withEdge(List<String> lines) {
    if (!stream.isLastOfSegment(edge)) {
      addDate(lines, edge.mediaSequenceNumber());
      addParts(lines, edge.mediaSequenceNumber(), edge.part());
    }
    String next = stream.partUri(stream.after(edge));
    lines.add("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"" + next + "\"");
    return String.join("\n", lines) + "\n";
  }

  private void addSegment(List<String> lines, long number) {
    addDate(lines, number);
    if (number > last() - SEGMENTS_WITH_PARTS) {
      addParts(lines, number, stream.partsPerSegment() - 1);
    }
    lines.add("#EXTINF:" + seconds(stream.segmentDuration()) + ",");
    lines.add(stream.segmentUri(number));
  }

  private void addDate(List<String> lines, long number) {
    Duration since = stream.segmentDuration().multipliedBy(number);
    lines.add("#EXT-X-PROGRAM-DATE-TIME:" + DATE_OF_SEGMENT_ZERO.plus(since));
  }

  private void addParts(List<String> lines, long number, int lastPart) {
    for (int part = 0; part <= lastPart; part++) {
      String uri = stream.partUri(new PartPosition(number, part));
      String independent = part == 0 ? ",INDEPENDENT=YES" : "";
      lines.add(
          "#EXT-X-PART:DURATION=%s,URI=\"%s\"%s"
              .formatted(seconds(stream.partDuration()), uri, independent));
    }
  }

  private LongStream segments(long from) {
    return LongStream.rangeClosed(from, last());
  }

  private long first() {
    return Math.max(0, last() - stream.windowSegments() + 1);
  }

  private long last() {
    return stream.lastComplete(edge);
  }

  /** Segments that end before the skip boundary. */
  private long skippedSegments() {
    int openParts = stream.isLastOfSegment(edge) ? 0 : edge.part() + 1;
    long parts = (last() - first() + 1) * stream.partsPerSegment() + openParts;
    long kept = (long) SKIP_TARGET_DURATIONS * stream.partsPerSegment();
    return Math.max(0, (parts - kept) / stream.partsPerSegment());
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
  }
}
