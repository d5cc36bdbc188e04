package io.github.hlsprebuffer.http;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells HLS resources by their media type and by their name (RFC 8216bis §4, §10). */
public final class MediaTypes {
  private static final Set<String> PLAYLIST_TYPES =
      Set.of(
          "application/vnd.apple.mpegurl",
          "application/x-mpegurl",
          "application/mpegurl",
          "audio/mpegurl",
          "audio/x-mpegurl");
  private static final Set<String> SEGMENT_EXTENSIONS =
      Set.of(
          "ts", "m2ts", "mts", "mp4", "m4s", "m4v", "m4a", "m4f", "cmfv", "cmfa", "cmft", "aac",
          "ac3", "ec3", "mp3", "vtt", "webvtt", "imsc1", "ttml");

  private MediaTypes() {}

  /** Whether the media type, without parameters and in lower case, is that of a playlist. */
  public static boolean isPlaylistType(@Nullable String mediaType) {
    return mediaType != null && PLAYLIST_TYPES.contains(mediaType);
  }

  /** Whether names with this extension are those of playlists. */
  public static boolean isPlaylistExtension(String extension) {
    return extension.equals("m3u8") || extension.equals("m3u");
  }

  /** Whether media segments usually have names with this extension. */
  public static boolean isSegmentExtension(String extension) {
    return SEGMENT_EXTENSIONS.contains(extension);
  }

  /** What follows the last dot of a path's last part, in lower case; empty where there is none. */
  public static String extension(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 || dot < path.lastIndexOf('/')
        ? ""
        : path.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
