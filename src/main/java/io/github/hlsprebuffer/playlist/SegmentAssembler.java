package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.MISPLACED_TAG;
import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.TOO_MANY_SEGMENTS;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers segments and parts: numbers them, and gives each what is in force where it stands (RFC
 * 8216bis §4.4.4).
 */
final class SegmentAssembler {

  private static final int NOWHERE = -1;

  private final LineCursor lines;
  private final PlaylistLimits limits;
  private final SkippedSegments skippedSegmentsSource;
  private final SegmentReuse reuse;
  private final SegmentTable table;
  private final PlainSegments plainSegments;
  private final KeyRing keyRing;
  private final DeclaredByteRange range;
  private @Nullable ByteRangeTracker partRanges;
  private List<MediaSegment> restored = List.of();
  private List<PartialSegment> parts = List.of();

  private long mediaSequence;
  private long discontinuitySequence;
  private long skipped;

  private @Nullable InitializationSection initializationSection;
  private long discontinuitySequenceNumber;
  private int partIndex;

  /** Whether what applies to the next segment is not what applied to the last one of the table. */
  private boolean contextChanged = true;

  private int durationAt = NOWHERE;
  private int dateAt = NOWHERE;
  private boolean gap;
  private boolean discontinuity;

  SegmentAssembler(
      LineCursor lines, PlaylistLimits limits, SkippedSegments source, SegmentReuse reuse) {
    this.lines = lines;
    this.limits = limits;
    this.skippedSegmentsSource = source;
    this.reuse = reuse;
    this.table = new SegmentTable(lines.bytes());
    this.plainSegments = new PlainSegments(lines, table);
    this.keyRing = new KeyRing(lines);
    this.range = new DeclaredByteRange(lines);
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
    contextChanged = true;
  }

  private void requireNoSegments() throws PlaylistParseException {
    if (size() != 0 || !parts.isEmpty()) {
      throw lines.error(MISPLACED_TAG, "after the first segment");
    }
  }

  /** Ends what a later reading may take over. */
  void seal() {
    table.seal();
  }

  void duration(TagValue value) {
    durationAt = value.start();
  }

  void byteRange(TagValue value) throws PlaylistParseException {
    range.read(value.bytes(), value.start(), value.end());
  }

  void discontinuity() {
    discontinuity = true;
    contextChanged = true;
  }

  void gap() {
    gap = true;
  }

  void programDateTime(TagValue value) {
    dateAt = value.start();
  }

  void key(AttributeList attributes) throws PlaylistParseException {
    restoreSkipped();
    contextChanged |= keyRing.add(attributes);
  }

  void map(AttributeList attributes) throws PlaylistParseException {
    restoreSkipped();
    String uri = attributes.uri("URI");
    if (uri == null) {
      return;
    }
    InitializationSection section =
        new InitializationSection(uri, mapRange(attributes.text("BYTERANGE")));
    // Some packagers repeat the tag before each segment: one object is enough.
    if (!section.equals(initializationSection)) {
      initializationSection = section;
      contextChanged = true;
    }
  }

  /** An absent offset is 0: nothing can precede it. */
  private @Nullable ByteRange mapRange(@Nullable String text) throws PlaylistParseException {
    if (text == null) {
      return null;
    }
    DeclaredByteRange declared = new DeclaredByteRange(lines);
    declared.read(text);
    return new ByteRange(Math.max(declared.offset(), 0), declared.length());
  }

  void part(AttributeList attributes) throws PlaylistParseException {
    restoreSkipped();
    String uri = attributes.uri("URI");
    if (uri == null) {
      return;
    }
    requireRoom(parts.size());
    if (parts.isEmpty()) {
      parts = new ArrayList<>();
    }
    parts.add(
        new PartialSegment(
            nextMediaSequenceNumber(),
            discontinuity ? discontinuitySequenceNumber + 1 : discontinuitySequenceNumber,
            partIndex++,
            uri,
            Math.max(attributes.micros("DURATION"), 0),
            partRange(uri, attributes.text("BYTERANGE")),
            initializationSection,
            keyRing.keys(),
            attributes.isYes("INDEPENDENT"),
            attributes.isYes("GAP")));
  }

  private @Nullable ByteRange partRange(String uri, @Nullable String text)
      throws PlaylistParseException {
    ByteRangeTracker ranges = partRanges;
    if (ranges == null) {
      ranges = new ByteRangeTracker(lines);
      partRanges = ranges;
    }
    return ranges.take(uri, text);
  }

  /**
   * Adds the segment whose URI is the current line, and those behind it that need no closer look.
   *
   * @param expandedUri the URI, if it is not what the line says
   */
  void uri(@Nullable String expandedUri) throws PlaylistParseException {
    restoreSkipped();
    requireRoom(size());
    if (contextChanged) {
      beginRun();
    }
    int at = lines.start();
    table.add(at, distance(durationAt, at), distance(dateAt, at));
    if (expandedUri != null) {
      table.putExpandedUri(expandedUri);
    }
    if (gap) {
      table.markGap();
    }
    if (range.isDeclared()) {
      takeRange();
    }
    beginSegment();
    readOn();
  }

  private static int distance(int from, int to) {
    return from == NOWHERE ? 0 : to - from;
  }

  private void beginRun() {
    if (discontinuity) {
      discontinuitySequenceNumber++;
    }
    table.beginRun(
        new SegmentContext(
            nextMediaSequenceNumber(),
            discontinuitySequenceNumber,
            initializationSection,
            keyRing.keys(),
            keyRing.takeNew(),
            discontinuity));
    contextChanged = false;
  }

  /** A range without offset continues that of the segment before (RFC 8216bis §4.4.4.2). */
  private void takeRange() throws PlaylistParseException {
    if (range.isImplied()) {
      range.follow(previousRangeEnd());
    }
    table.putByteRange(range.offset(), range.length());
    range.clear();
  }

  /** Where the range of the segment before the last one ends, if both have the same URI. */
  private long previousRangeEnd() {
    int last = table.count() - 1;
    if (last > 0) {
      return table.isSameUri(last - 1, last) ? table.byteRangeEnd(last - 1) : Numbers.NONE;
    }
    if (restored.isEmpty()) {
      return Numbers.NONE;
    }
    MediaSegment before = restored.get(restored.size() - 1);
    ByteRange rangeBefore = before.byteRange();
    return rangeBefore != null && before.uri().equals(table.uri(last))
        ? rangeBefore.endExclusive()
        : Numbers.NONE;
  }

  private void beginSegment() {
    durationAt = NOWHERE;
    dateAt = NOWHERE;
    gap = false;
    discontinuity = false;
    partIndex = 0;
    if (partRanges != null) {
      partRanges.reset();
    }
  }

  private void readOn() {
    if (reuse.isPossible()) {
      readOnWithReuse();
    } else {
      readPlain(Integer.MAX_VALUE);
    }
  }

  private void readOnWithReuse() {
    do {
      takeOver();
    } while (readPlain(1) > 0);
  }

  /** Returns how many segments there were. */
  private int readPlain(int most) {
    int before = table.count();
    lines.moveTo(plainSegments.read(lines.next(), Math.min(most, limits.maxSegments() - size())));
    return table.count() - before;
  }

  /** Goes on behind the segments that follow the last one as they did when it was read before. */
  private void takeOver() {
    SegmentReuse.Stretch stretch = reuse.after(table, lines);
    if (stretch != null && size() + stretch.count() <= limits.maxSegments()) {
      int first = table.count();
      reuse.take(stretch, table, lines);
      resume(table.context(table.count() - 1), table.declaredKeys(first, table.count()));
    }
  }

  private void requireRoom(int size) throws PlaylistParseException {
    if (size >= limits.maxSegments()) {
      throw lines.error(TOO_MANY_SEGMENTS, "more than " + limits.maxSegments());
    }
  }

  private int size() {
    return restored.size() + table.count();
  }

  private long nextMediaSequenceNumber() {
    return mediaSequence + skipped + size();
  }

  /**
   * Puts the skipped segments in, once the tags before the first segment are read: the media
   * sequence may come after EXT-X-SKIP.
   */
  private void restoreSkipped() {
    if (skipped != 0 && size() == 0) {
      restore();
    }
  }

  private void restore() {
    restored = skippedSegmentsSource.find(mediaSequence, skipped);
    if (!restored.isEmpty()) {
      reuse.share(new SharedSegments(mediaSequence, mediaSequence + skipped));
      skipped = 0;
      MediaSegment last = restored.get(restored.size() - 1);
      initializationSection = last.initializationSection();
      discontinuitySequenceNumber = last.discontinuitySequenceNumber();
      keyRing.resume(last.keys(), last.keys());
    }
  }

  /** Goes on with what was in force behind segments that were taken over. */
  private void resume(SegmentContext context, List<EncryptionKey> declared) {
    initializationSection = context.initializationSection();
    discontinuitySequenceNumber = context.discontinuitySequenceNumber();
    keyRing.resume(context.keys(), declared);
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

  SegmentList segments(@Nullable MediaPlaylist previous) {
    restoreSkipped();
    SegmentList before = previous == null ? null : previous.segmentList();
    return new SegmentList(restored, table, before, reuse.shared());
  }

  List<PartialSegment> parts() {
    return parts;
  }

  List<EncryptionKey> keys() {
    return keyRing.declared();
  }
}
