package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.MISPLACED_TAG;
import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.TOO_MANY_SEGMENTS;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers segments and parts: numbers them, and gives each what is in force where it stands (RFC
 * 8216bis §4.4.4).
 */
final class SegmentAssembler {

  /** About what a segment takes up in a playlist, to make room for all of them at once. */
  private static final int BYTES_PER_SEGMENT = 32;

  private final LineCursor lines;
  private final PlaylistLimits limits;
  private final SkippedSegments skippedSegmentsSource;
  private final SegmentReuse reuse;
  private final KeyRing keyRing;
  private final ByteRangeTracker ranges;
  private final ByteRangeTracker partRanges;
  private final ByteRangeTracker mapRanges;
  private final List<MediaSegment> segments;
  private final List<PartialSegment> parts = new ArrayList<>();

  private long mediaSequence;
  private long discontinuitySequence;
  private long skipped;

  private @Nullable InitializationSection initializationSection;
  private long discontinuitySequenceNumber;
  private int partIndex;

  private long durationMicros;
  private boolean gap;
  private boolean discontinuity;
  private @Nullable Instant programDateTime;

  SegmentAssembler(
      LineCursor lines, PlaylistLimits limits, SkippedSegments source, SegmentReuse reuse) {
    this.lines = lines;
    this.limits = limits;
    this.segments =
        new ArrayList<>(Math.min(lines.remaining() / BYTES_PER_SEGMENT, limits.maxSegments()));
    this.skippedSegmentsSource = source;
    this.reuse = reuse;
    this.keyRing = new KeyRing(lines);
    this.ranges = new ByteRangeTracker(lines);
    this.partRanges = new ByteRangeTracker(lines);
    this.mapRanges = new ByteRangeTracker(lines);
  }

  void mediaSequence(TagValue value) throws PlaylistParseException {
    requireNoSegments();
    mediaSequence = value.requireInteger();
  }

  void discontinuitySequence(TagValue value) throws PlaylistParseException {
    requireNoSegments();
    discontinuitySequence = value.requireInteger();
    discontinuitySequenceNumber = discontinuitySequence;
  }

  void skip(TagValue value) throws PlaylistParseException {
    long count = value.attributes().integer("SKIPPED-SEGMENTS");
    if (count == Numbers.NONE || skipped + count > Numbers.MAX) {
      throw value.error(PlaylistParseException.Reason.INVALID_NUMBER, "no usable SKIPPED-SEGMENTS");
    }
    skipped += count;
  }

  private void requireNoSegments() throws PlaylistParseException {
    if (!segments.isEmpty() || !parts.isEmpty()) {
      throw lines.error(MISPLACED_TAG, "after the first segment");
    }
  }

  void duration(TagValue value) {
    durationMicros = Math.max(Numbers.leadingMicros(value.bytes(), value.start(), value.end()), 0);
  }

  void byteRange(TagValue value) throws PlaylistParseException {
    ranges.declare(value.bytes(), value.start(), value.end());
  }

  /** Whether the next segment is a part of a resource, as its neighbours may be then. */
  boolean hasByteRange() {
    return ranges.isDeclared();
  }

  void discontinuity() {
    discontinuity = true;
  }

  void gap() {
    gap = true;
  }

  void programDateTime(TagValue value) {
    programDateTime = ProgramDateTimes.parse(value.bytes(), value.start(), value.end());
  }

  void key(AttributeList attributes) throws PlaylistParseException {
    restoreSkipped();
    keyRing.add(attributes);
  }

  void map(AttributeList attributes) throws PlaylistParseException {
    restoreSkipped();
    String uri = attributes.uri("URI");
    if (uri == null) {
      return;
    }
    String range = attributes.text("BYTERANGE");
    if (range != null) {
      mapRanges.declare(range);
    }
    InitializationSection section = new InitializationSection(uri, mapRanges.takeFromStart(uri));
    // Some packagers repeat the tag before each segment: one object is enough.
    if (!section.equals(initializationSection)) {
      initializationSection = section;
    }
  }

  void part(AttributeList attributes) throws PlaylistParseException {
    restoreSkipped();
    String uri = attributes.uri("URI");
    if (uri == null) {
      return;
    }
    requireRoom(parts.size());
    String range = attributes.text("BYTERANGE");
    if (range != null) {
      partRanges.declare(range);
    }
    parts.add(
        new PartialSegment(
            nextMediaSequenceNumber(),
            discontinuity ? discontinuitySequenceNumber + 1 : discontinuitySequenceNumber,
            partIndex++,
            uri,
            Math.max(attributes.micros("DURATION"), 0),
            partRanges.take(uri),
            initializationSection,
            keyRing.keys(),
            attributes.isYes("INDEPENDENT"),
            attributes.isYes("GAP")));
  }

  void uri(String uri) throws PlaylistParseException {
    restoreSkipped();
    requireRoom(segments.size());
    if (discontinuity) {
      discontinuitySequenceNumber++;
    }
    segments.add(
        new MediaSegment(
            nextMediaSequenceNumber(),
            discontinuitySequenceNumber,
            uri,
            durationMicros,
            ranges.take(uri),
            initializationSection,
            keyRing.keys(),
            gap,
            discontinuity,
            programDateTime));
    beginSegment();
    reuse.trace().add(segments.size() - 1, lines.next(), lines.number(), keyRing.declared().size());
    takeOver();
  }

  /** Goes on behind the segments that follow the last one as they did when it was read before. */
  private void takeOver() {
    SegmentReuse.Stretch stretch = reuse.after(segments.get(segments.size() - 1), lines);
    if (stretch != null && segments.size() + stretch.segments().size() <= limits.maxSegments()) {
      reuse.note(stretch, segments.size(), lines, keyRing.declared().size());
      segments.addAll(stretch.segments());
      lines.skip(stretch.bytes(), stretch.lines());
      continueAfter(segments.get(segments.size() - 1), stretch.keys());
    }
  }

  private void beginSegment() {
    durationMicros = 0;
    gap = false;
    discontinuity = false;
    programDateTime = null;
    partIndex = 0;
    partRanges.follow("", null);
  }

  private void requireRoom(int size) throws PlaylistParseException {
    if (size >= limits.maxSegments()) {
      throw lines.error(TOO_MANY_SEGMENTS, "more than " + limits.maxSegments());
    }
  }

  private long nextMediaSequenceNumber() {
    return mediaSequence + skipped + segments.size();
  }

  /**
   * Puts the skipped segments in, once the tags before the first segment are read: the media
   * sequence may come after EXT-X-SKIP.
   */
  private void restoreSkipped() {
    if (skipped != 0 && segments.isEmpty()) {
      restore();
    }
  }

  private void restore() {
    List<MediaSegment> found = skippedSegmentsSource.find(mediaSequence, skipped);
    if (!found.isEmpty()) {
      skipped = 0;
      segments.addAll(found);
      MediaSegment last = found.get(found.size() - 1);
      continueAfter(last, last.keys());
    }
  }

  private void continueAfter(MediaSegment segment, List<EncryptionKey> declared) {
    initializationSection = segment.initializationSection();
    discontinuitySequenceNumber = segment.discontinuitySequenceNumber();
    keyRing.resume(segment.keys(), declared);
    ranges.follow(segment.uri(), segment.byteRange());
  }

  long mediaSequence() {
    return mediaSequence;
  }

  long discontinuitySequence() {
    return discontinuitySequence;
  }

  /** The number of segments left out and not restored. */
  long skippedSegments() {
    return skipped;
  }

  List<MediaSegment> segments() {
    restoreSkipped();
    return segments;
  }

  List<PartialSegment> parts() {
    return parts;
  }

  List<EncryptionKey> keys() {
    return keyRing.declared();
  }
}
