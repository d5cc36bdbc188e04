package io.github.hlsprebuffer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Serves the files below one directory, each read when it is asked for.
 *
 * @param root the directory
 */
record StaticFiles(Path root) {

  private static final Map<String, String> TYPES =
      Map.of(
          "m3u8", "application/vnd.apple.mpegurl",
          "ts", "video/mp2t",
          "m4s", "video/iso.segment",
          "mp4", "video/mp4",
          "aac", "audio/aac",
          "vtt", "text/vtt",
          "html", "text/html");

  Resource find(RequestRecord request) {
    Path file = root.resolve(relativePath(request)).normalize();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      return Resource.status(404);
    }
    try {
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Resource read(Path file) throws IOException {
    byte[] body = Files.readAllBytes(file);
    String etag = "\"" + Bodies.sha256(body).substring(0, 16) + "\"";
    return Resource.bytes(body, contentType(file))
        .withEtag(etag)
        .withLastModified(HttpDates.format(Files.getLastModifiedTime(file).toInstant()));
  }

  private static String relativePath(RequestRecord request) {
    return URI.create(request.path()).getPath().replaceFirst("^/+", "");
  }

  private static String contentType(Path file) {
    String name = file.toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(extension, "application/octet-stream");
  }
}
