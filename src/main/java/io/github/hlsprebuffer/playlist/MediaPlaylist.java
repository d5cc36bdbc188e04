package io.github.hlsprebuffer.playlist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A media playlist: the segments of one rendition, at one moment (RFC 8216bis §4.4.3). Its lists
 * are immutable and in the order of the playlist.
 *
 * @param baseUri the absolute URI that references are resolved against
 * @param variables the variables that EXT-X-DEFINE declared
 * @param startOffset where players are to begin, or null
 * @param targetDuration the upper bound of segment durations; zero when the playlist gives none
 * @param mediaSequence the media sequence number of the first segment, skipped or not
 * @param discontinuitySequence the discontinuities before the first segment
 * @param type how the playlist may still change, or null when it does not say
 * @param endList whether there will be no more segments
 * @param iframesOnly whether each segment is a single I-frame
 * @param partTargetDuration the upper bound of part durations, or null
 * @param serverControl what the server offers
 * @param skippedSegments the segments that this delta update leaves out and that were not restored
 *     (RFC 8216bis §4.4.5.2); 0 for a whole playlist. What was in force within them, that is keys,
 *     initialization section and discontinuities, is then unknown and missing behind them
 * @param segments the segments, each of which is made when it is asked for: equal, but not the same
 *     object each time
 * @param parts the partial segments
 * @param preloadHints the resources announced
 * @param renditionReports the reports on other renditions
 * @param keys the keys in the order of their tags, also those of no segment; a tag that repeats the
 *     key in force adds none
 */
public record MediaPlaylist(
    String baseUri,
    Map<String, String> variables,
    @Nullable Duration startOffset,
    Duration targetDuration,
    long mediaSequence,
    long discontinuitySequence,
    @Nullable PlaylistType type,
    boolean endList,
    boolean iframesOnly,
    @Nullable Duration partTargetDuration,
    ServerControl serverControl,
    long skippedSegments,
    List<MediaSegment> segments,
    List<PartialSegment> parts,
    List<PreloadHint> preloadHints,
    List<RenditionReport> renditionReports,
    List<EncryptionKey> keys)
    implements Playlist {

  /** Keeps immutable copies. */
  public MediaPlaylist {
    variables = Map.copyOf(variables);
    segments = SegmentList.copyOf(segments);
    parts = List.copyOf(parts);
    preloadHints = List.copyOf(preloadHints);
    renditionReports = List.copyOf(renditionReports);
    keys = List.copyOf(keys);
  }

  /** The media sequence number of the first segment listed, or what it would be. */
  public long firstMediaSequenceNumber() {
    return segments.isEmpty()
        ? mediaSequence + skippedSegments
        : segmentList().mediaSequenceNumber(0);
  }

  /** The media sequence number that the next segment will have. */
  public long nextMediaSequenceNumber() {
    return mediaSequence + skippedSegments + segments.size();
  }

  /** Returns the segment with that media sequence number, or null when it is not listed. */
  public @Nullable MediaSegment segment(long mediaSequenceNumber) {
    int index = segmentList().find(mediaSequenceNumber);
    return index < 0 ? null : segments.get(index);
  }

  /**
   * Returns segments that are equal in this playlist and in an earlier version of it, without
   * comparing them: those that {@link PlaylistReader} took over when it read this one with {@code
   * earlier} as the version before. There may be more, behind or in front of them; of other
   * playlists nothing is known, and {@link SharedSegments#NONE} returned. What is equal are the
   * segments as written: a reference without a path means another resource when the query of {@link
   * #baseUri()} is another.
   */
  public SharedSegments sharedWith(MediaPlaylist earlier) {
    return SkippedSegments.isSamePath(baseUri, earlier.baseUri)
        ? segmentList().sharedWith(earlier.segmentList())
        : SharedSegments.NONE;
  }

  /**
   * Returns the other segments, in order, without making those.
   *
   * @param shared some in a row of this playlist, or none
   */
  public List<MediaSegment> segmentsOutside(SharedSegments shared) {
    if (shared.isEmpty()) {
      return segments;
    }
    int first = segmentList().find(shared.first());
    int last = segmentList().find(shared.next() - 1);
    if (first < 0 || last < 0) {
      throw new IllegalArgumentException("not of this playlist: " + shared);
    }
    List<MediaSegment> outside = new ArrayList<>(segments.subList(0, first));
    outside.addAll(segments.subList(last + 1, segments.size()));
    return outside;
  }

  SegmentList segmentList() {
    return (SegmentList) segments;
  }
}
