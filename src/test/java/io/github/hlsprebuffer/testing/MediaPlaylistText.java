package io.github.hlsprebuffer.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A media playlist to be written as text. Segments are named by their media sequence numbers, so
 * that the windows of one live stream agree with each other.
 *
 * @param mediaSequence media sequence number of the first segment
 * @param segments number of segments
 * @param segmentDuration duration of every segment
 * @param namePattern format string of a segment's URI, given its media sequence number
 * @param byteRangeBytes length of every segment as a byte range of its resource, or 0
 * @param headerTags further tags before the first segment, whole lines
 * @param endList whether the playlist has ended
 */
public record MediaPlaylistText(
    long mediaSequence,
    int segments,
    Duration segmentDuration,
    String namePattern,
    int byteRangeBytes,
    List<String> headerTags,
    boolean endList) {

  static final MediaPlaylistText EMPTY =
      new MediaPlaylistText(0, 0, Duration.ofSeconds(6), "segment%d.ts", 0, List.of(), false);

  public MediaPlaylistText {
    headerTags = List.copyOf(headerTags);
  }

  /** Returns a copy that begins with this media sequence number. */
  public MediaPlaylistText withMediaSequence(long number) {
    return new MediaPlaylistText(
        number, segments, segmentDuration, namePattern, byteRangeBytes, headerTags, endList);
  }

  /** Returns a copy with so many segments. */
  public MediaPlaylistText withSegments(int count) {
    return new MediaPlaylistText(
        mediaSequence, count, segmentDuration, namePattern, byteRangeBytes, headerTags, endList);
  }

  /** Returns a copy with segments of this duration. */
  public MediaPlaylistText withSegmentDuration(Duration duration) {
    return new MediaPlaylistText(
        mediaSequence, segments, duration, namePattern, byteRangeBytes, headerTags, endList);
  }

  /** Returns a copy with segments named by this format string, as {@code a/%05d.m4s?t=1}. */
  public MediaPlaylistText withNamePattern(String pattern) {
    return new MediaPlaylistText(
        mediaSequence, segments, segmentDuration, pattern, byteRangeBytes, headerTags, endList);
  }

  /** Returns a copy whose segments are consecutive byte ranges of one resource. */
  public MediaPlaylistText withByteRanges(String resource, int segmentBytes) {
    return new MediaPlaylistText(
        mediaSequence, segments, segmentDuration, resource, segmentBytes, headerTags, endList);
  }

  /** Returns a copy with a media initialization section (EXT-X-MAP). */
  public MediaPlaylistText withMap(String uri) {
    return withTag("#EXT-X-MAP:URI=\"" + uri + "\"");
  }

  /** Returns a copy with an initialization section that is a byte range of its resource. */
  public MediaPlaylistText withMap(String uri, int lengthBytes, int offsetBytes) {
    return withTag(
        "#EXT-X-MAP:URI=\"%s\",BYTERANGE=\"%d@%d\"".formatted(uri, lengthBytes, offsetBytes));
  }

  /** Returns a copy of this playlist type, EVENT or VOD. */
  public MediaPlaylistText withType(String type) {
    return withTag("#EXT-X-PLAYLIST-TYPE:" + type);
  }

  /** Returns a copy with one more line before the first segment. */
  public MediaPlaylistText withTag(String line) {
    List<String> tags = new ArrayList<>(headerTags);
    tags.add(line);
    return new MediaPlaylistText(
        mediaSequence, segments, segmentDuration, namePattern, byteRangeBytes, tags, endList);
  }

  /** Returns a copy that has ended (EXT-X-ENDLIST). */
  public MediaPlaylistText withEndList() {
    return new MediaPlaylistText(
        mediaSequence, segments, segmentDuration, namePattern, byteRangeBytes, headerTags, true);
  }

  /** Returns the URI of the segment with this media sequence number. */
  public String segmentUri(long number) {
    return String.format(Locale.ROOT, namePattern, number);
  }

  /** Returns the playlist. */
  public String text() {
    List<String> lines = new ArrayList<>(List.of("#EXTM3U", "#EXT-X-VERSION:" + version()));
    lines.add("#EXT-X-TARGETDURATION:" + targetDurationSeconds());
    lines.add("#EXT-X-MEDIA-SEQUENCE:" + mediaSequence);
    lines.addAll(headerTags);
    for (int i = 0; i < segments; i++) {
      addSegment(lines, i);
    }
    if (endList) {
      lines.add("#EXT-X-ENDLIST");
    }
    return String.join("\n", lines) + "\n";
  }

  private void addSegment(List<String> lines, int index) {
    double seconds = segmentDuration.toMillis() / 1000.0;
    lines.add(String.format(Locale.ROOT, "#EXTINF:%.3f,", seconds));
    if (byteRangeBytes > 0) {
      // The offset follows the number, so a sliding window names the same bytes each time.
      long offset = (mediaSequence + index) * byteRangeBytes;
      lines.add("#EXT-X-BYTERANGE:" + byteRangeBytes + "@" + offset);
    }
    lines.add(segmentUri(mediaSequence + index));
  }

  private long targetDurationSeconds() {
    return Math.max(1, Math.round(segmentDuration.toMillis() / 1000.0));
  }

  private int version() {
    boolean hasMap = headerTags.stream().anyMatch(tag -> tag.startsWith("#EXT-X-MAP"));
    return hasMap ? 6 : byteRangeBytes > 0 ? 4 : 3;
  }
}
