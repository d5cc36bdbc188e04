package io.github.hlsprebuffer.testing;

import java.time.Duration;

/** Small playlists as text, by RFC 8216bis. */
public final class Playlists {

  private Playlists() {}

  /** Begins a live media playlist: no segments yet, no end. */
  public static MediaPlaylistText live() {
    return MediaPlaylistText.EMPTY;
  }

  /** Begins a media playlist that is complete: type VOD, with an end. */
  public static MediaPlaylistText vod() {
    return MediaPlaylistText.EMPTY.withType("VOD").withEndList();
  }

  /** A live window of six-second segments {@code segment<number>.ts}. */
  public static String live(long mediaSequence, int segments) {
    return live().withMediaSequence(mediaSequence).withSegments(segments).text();
  }

  /** A complete playlist of six-second segments {@code segment<number>.ts} from 0. */
  public static String vod(int segments) {
    return vod().withSegments(segments).text();
  }

  /** A complete playlist of segments of another duration. */
  public static String vod(int segments, Duration segmentDuration) {
    return vod().withSegments(segments).withSegmentDuration(segmentDuration).text();
  }

  /** Begins a multivariant playlist. */
  public static MultivariantPlaylistText multivariant() {
    return MultivariantPlaylistText.EMPTY;
  }
}
