package io.github.hlsprebuffer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stream that lies in a directory, read the way a simple player reads it.
 *
 * @param directory where its files are
 * @param start name of its multivariant playlist
 */
record HostModeStream(Path directory, String start) {
  private static final Pattern URI_ATTRIBUTE = Pattern.compile("URI=\"([^\"]*)\"");

  static HostModeStream demo() {
    Path directory = Path.of("webapp-example/src/main/webapp/WEB-INF/demo-stream");
    return new HostModeStream(directory, "index.m3u8");
  }

  /** A stream of the shared media, which may not be there. */
  static HostModeStream shared(String name, String start) {
    Path media = Path.of(System.getProperty("test.shared", "../shared")).resolve("media");
    return new HostModeStream(media.resolve(name), start);
  }

  boolean exists() {
    return Files.isRegularFile(directory.resolve(start));
  }

  byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(directory.resolve(file));
  }

  /** The media playlists. */
  List<String> renditions() throws IOException {
    return references(start);
  }

  /** What a media playlist names, in order: initialization sections and media segments. */
  List<String> references(String playlist) throws IOException {
    Set<String> references = new LinkedHashSet<>();
    for (String line : Files.readAllLines(directory.resolve(playlist))) {
      reference(line).forEach(uri -> references.add(resolve(playlist, uri)));
    }
    return new ArrayList<>(references);
  }

  /** Every file of the stream. */
  List<String> files() throws IOException {
    List<String> files = new ArrayList<>(List.of(start));
    for (String rendition : renditions()) {
      files.add(rendition);
      files.addAll(references(rendition));
    }
    return files;
  }

  private static List<String> reference(String line) {
    if (line.isBlank()) {
      return List.of();
    }
    if (!line.startsWith("#")) {
      return List.of(line);
    }
    Matcher attribute = URI_ATTRIBUTE.matcher(line);
    return attribute.find() ? List.of(attribute.group(1)) : List.of();
  }

  private static String resolve(String base, String uri) {
    return base.substring(0, base.lastIndexOf('/') + 1) + uri;
  }
}
