package io.github.hlsprebuffer.bench.origin;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the origin offers under one name: a media playlist and its segments, one second each.
 *
 * @param name the directory of its playlist and its segments
 * @param segments how many segments the playlist has: all, or those of the window
 * @param segmentBytes the size of each segment
 * @param traits what is special about it
 */
public record Presentation(String name, int segments, int segmentBytes, Set<Trait> traits) {
  /** What a presentation may have. */
  public enum Trait {
    /** Its playlist is a window that moves by a segment each second. */
    LIVE,
    /** Each answer to a request for the playlist carries another token in all segment URIs. */
    TOKENS,
    /** Its segments have neither validators nor ranges, and live for 20 seconds. */
    NO_VALIDATORS,
    /** Likewise, and they announce less than they send. */
    LENGTH_TOO_SHORT
  }

  /** The duration of each segment, and the target duration. */
  public static final int SEGMENT_SECONDS = 1;

  /** By so much an origin announces more than it has, when it does. */
  public static final int MISSING_BYTES = 1000;

  private static final int UNANNOUNCED_BYTES = 100;

  /** Copies the traits. */
  public Presentation {
    traits = Set.copyOf(traits);
  }

  /** A complete one. */
  public static Presentation vod(String name, int segments, int segmentBytes) {
    return new Presentation(name, segments, segmentBytes, Set.of());
  }

  /** One whose playlist moves on with real time. */
  public static Presentation live(String name, int window, int segmentBytes) {
    return new Presentation(name, window, segmentBytes, Set.of(Trait.LIVE));
  }

  /** The same with tokens. */
  public Presentation withTokens() {
    return with(Trait.TOKENS);
  }

  /** The same with one trait more. */
  public Presentation with(Trait trait) {
    Set<Trait> more = EnumSet.of(trait);
    more.addAll(traits);
    return new Presentation(name, segments, segmentBytes, more);
  }

  /** Whether its playlist moves on with real time. */
  public boolean isLive() {
    return traits.contains(Trait.LIVE);
  }

  /** Whether its segment URIs have tokens. */
  public boolean hasTokens() {
    return traits.contains(Trait.TOKENS);
  }

  boolean hasValidators() {
    return !traits.contains(Trait.NO_VALIDATORS) && !traits.contains(Trait.LENGTH_TOO_SHORT);
  }

  /** How many bytes of each segment come after what its length announces. */
  int unannouncedBytes() {
    return traits.contains(Trait.LENGTH_TOO_SHORT) ? UNANNOUNCED_BYTES : 0;
  }

  /** How many bytes of each segment its length announces. */
  public int announcedBytes() {
    return segmentBytes - unannouncedBytes();
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
  public long newest(double seconds) {
    return segments - 1 + (isLive() ? (long) (seconds / SEGMENT_SECONDS) : 0);
  }

  /** The playlist so many seconds after the origin's start. */
  String playlist(double seconds, String token) {
    return playlistUpTo(newest(seconds), token);
  }

  /** The playlist whose newest segment has this media sequence number. */
  public String playlistUpTo(long newest, String token) {
    long oldest = newest - segments + 1;
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n");
    text.append("#EXT-X-TARGETDURATION:").append(SEGMENT_SECONDS).append('\n');
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(oldest).append('\n');
    for (long number = oldest; number <= newest; number++) {
      text.append("#EXTINF:").append(SEGMENT_SECONDS).append(".0,\n");
      text.append("segment-").append(number).append(".ts");
      text.append(hasTokens() ? "?token=" + token : "").append('\n');
    }
    return text.append(isLive() ? "" : "#EXT-X-ENDLIST\n").toString();
  }

  String playlistCacheControl() {
    if (hasTokens()) {
      return "no-cache";
    }
    return isLive() ? "max-age=" + SEGMENT_SECONDS : "max-age=3600";
  }
}
