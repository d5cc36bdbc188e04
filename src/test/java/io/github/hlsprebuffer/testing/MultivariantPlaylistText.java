package io.github.hlsprebuffer.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * A multivariant playlist to be written as text.
 *
 * @param lines what follows the first line
 */
public record MultivariantPlaylistText(List<String> lines) {

  static final MultivariantPlaylistText EMPTY = new MultivariantPlaylistText(List.of());

  public MultivariantPlaylistText {
    lines = List.copyOf(lines);
  }

  /** Returns a copy with one more variant stream. */
  public MultivariantPlaylistText withVariant(String uri, int bitsPerSecond) {
    return withLines("#EXT-X-STREAM-INF:BANDWIDTH=" + bitsPerSecond, uri);
  }

  /** Returns a copy with one more variant stream that uses a group of audio renditions. */
  public MultivariantPlaylistText withVariant(String uri, int bitsPerSecond, String audioGroup) {
    String attributes = "BANDWIDTH=%d,AUDIO=\"%s\"".formatted(bitsPerSecond, audioGroup);
    return withLines("#EXT-X-STREAM-INF:" + attributes, uri);
  }

  /** Returns a copy with one more audio rendition. */
  public MultivariantPlaylistText withAudio(String group, String name, String uri) {
    return withLines(
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"%s\",NAME=\"%s\",DEFAULT=YES,URI=\"%s\""
            .formatted(group, name, uri));
  }

  /** Returns a copy with more lines. */
  public MultivariantPlaylistText withLines(String... more) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(List.of(more));
    return new MultivariantPlaylistText(all);
  }

  /** Returns the playlist. */
  public String text() {
    return "#EXTM3U\n" + String.join("\n", lines) + "\n";
  }
}
