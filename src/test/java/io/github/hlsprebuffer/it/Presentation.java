package io.github.hlsprebuffer.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a simple player makes of playlists: it knows URI lines and URI attributes and nothing else.
 *
 * @param playlists paths of all playlists, the multivariant one first
 * @param renditions for each media playlist the paths of its initialization section, if any, and
 *     its segments, in the order of playing
 */
record Presentation(List<String> playlists, List<List<String>> renditions) {
  private static final Pattern URI_ATTRIBUTE = Pattern.compile("URI=\"([^\"]+)\"");

  Presentation {
    playlists = List.copyOf(playlists);
    renditions = List.copyOf(renditions);
  }

  /** Reads a multivariant playlist and every media playlist that it names. */
  static Presentation read(String entryPath, Function<String, byte[]> get) {
    List<String> playlists = new ArrayList<>(List.of(entryPath));
    List<List<String>> renditions = new ArrayList<>();
    for (String playlist : uris(entryPath, get)) {
      playlists.add(playlist);
      renditions.add(List.copyOf(uris(playlist, get)));
    }
    return new Presentation(playlists, renditions);
  }

  /** All renditions side by side, as a player asks that keeps them in step. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    int longest = renditions.stream().mapToInt(List::size).max().orElseThrow();
    for (int i = 0; i < longest; i++) {
      for (List<String> rendition : renditions) {
        if (i < rendition.size()) {
          steps.add(new Step(rendition.get(i), i <= indexOfFirstSegment(rendition)));
        }
      }
    }
    return steps;
  }

  /** Every path, once. */
  Set<String> paths() {
    Set<String> paths = new LinkedHashSet<>();
    Stream.concat(playlists.stream(), renditions.stream().flatMap(List::stream))
        .forEach(paths::add);
    return paths;
  }

  /**
   * One resource to ask for.
   *
   * @param begins whether it is a rendition's first segment or stands before it, so that no
   *     playhead is known yet
   */
  record Step(String path, boolean begins) {}

  /** Initialization sections end in .mp4 in all streams that are played here. */
  private static int indexOfFirstSegment(List<String> rendition) {
    return rendition.get(0).endsWith(".mp4") ? 1 : 0;
  }

  private static Set<String> uris(String playlistPath, Function<String, byte[]> get) {
    String folder = playlistPath.substring(0, playlistPath.lastIndexOf('/') + 1);
    Set<String> paths = new LinkedHashSet<>();
    String text = new String(get.apply(playlistPath), StandardCharsets.UTF_8);
    for (String line : text.split("\n", -1)) {
      Matcher attribute = URI_ATTRIBUTE.matcher(line);
      if (!line.startsWith("#") && !line.isBlank()) {
        paths.add(folder + line.strip());
      } else if (attribute.find()) {
        paths.add(folder + attribute.group(1));
      }
    }
    return paths;
  }
}
