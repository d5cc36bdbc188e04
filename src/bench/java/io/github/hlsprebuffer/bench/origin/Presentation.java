package io.github.hlsprebuffer.bench.origin;

/**
 * What the origin offers under one name: a media playlist and its segments, one second each.
 *
 * @param name the directory of its playlist and its segments
 * @param isLive whether its playlist is a window that moves by a segment each second
 * @param segments how many segments the playlist has: all, or those of the window
 * @param segmentBytes the size of each segment
 * @param hasTokens whether each answer to a request for the playlist carries another token in all
 *     segment URIs
 */
public record Presentation(
    String name, boolean isLive, int segments, int segmentBytes, boolean hasTokens) {
  /** The duration of each segment, and the target duration. */
  public static final int SEGMENT_SECONDS = 1;

  /** A complete one. */
  public static Presentation vod(String name, int segments, int segmentBytes) {
    return new Presentation(name, /* isLive= */ false, segments, segmentBytes, false);
  }

  /** One whose playlist moves on with real time. */
  public static Presentation live(String name, int window, int segmentBytes) {
    return new Presentation(name, /* isLive= */ true, window, segmentBytes, false);
  }

  /** The same with tokens. */
  public Presentation withTokens() {
    return new Presentation(name, isLive, segments, segmentBytes, /* hasTokens= */ true);
  }

  /** The path of its media playlist. */
  public String playlistPath() {
    return "/" + name + "/index.m3u8";
  }

  /** The path of a segment: a number after a hyphen, which a pattern can count up. */
  public String segmentPath(long mediaSequenceNumber) {
    return "/" + name + "/segment-" + mediaSequenceNumber + ".ts";
  }

  /** The media sequence number of the newest segment so many seconds after the origin's start. */
  long newest(double seconds) {
    return segments - 1 + (isLive ? (long) (seconds / SEGMENT_SECONDS) : 0);
  }

  /** The playlist so many seconds after the origin's start. */
  String playlist(double seconds, String token) {
    long newest = newest(seconds);
    long oldest = newest - segments + 1;
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n");
    text.append("#EXT-X-TARGETDURATION:").append(SEGMENT_SECONDS).append('\n');
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(oldest).append('\n');
    for (long number = oldest; number <= newest; number++) {
      text.append("#EXTINF:").append(SEGMENT_SECONDS).append(".0,\n");
      text.append("segment-").append(number).append(".ts");
      text.append(hasTokens ? "?token=" + token : "").append('\n');
    }
    return text.append(isLive ? "" : "#EXT-X-ENDLIST\n").toString();
  }

  String playlistCacheControl() {
    if (hasTokens) {
      return "no-cache";
    }
    return isLive ? "max-age=" + SEGMENT_SECONDS : "max-age=3600";
  }
}
