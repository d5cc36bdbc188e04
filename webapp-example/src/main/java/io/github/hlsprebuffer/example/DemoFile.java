package io.github.hlsprebuffer.example;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One playlist or media segment of the bundled demo stream, with its representation metadata. */
final class DemoFile {

  private static final String FOLDER = "/WEB-INF/demo-stream";

  /** At most one folder, and no dot but the extension's: nothing outside the folder has a name. */
  private static final Pattern SERVED_PATH =
      Pattern.compile("/(?:[a-z0-9-]{1,40}/)?[a-z0-9-]{1,40}\\.(?:m3u8|ts)");

  private final boolean playlist;
  private final byte[] bytes;
  private final String entityTag;

  DemoFile(String path, byte[] bytes) {
    this.playlist = path.endsWith(".m3u8");
    this.bytes = bytes;
    this.entityTag = entityTagOf(bytes);
  }

  /**
   * Reads the file that a request's path names.
   *
   * @param path the decoded path below the servlet, starting with "/"
   * @return the file, or null when the demo stream has none of that name
   */
  static @Nullable DemoFile find(ServletContext context, @Nullable String path) throws IOException {
    if (path == null || !SERVED_PATH.matcher(path).matches()) {
      return null;
    }
    try (InputStream in = context.getResourceAsStream(FOLDER + path)) {
      return in == null ? null : new DemoFile(path, in.readAllBytes());
    }
  }

  String contentType() {
    return playlist ? "application/vnd.apple.mpegurl" : "video/mp2t";
  }

  /** Segments never change under one name; a player must always ask again for a playlist. */
  String cacheControl() {
    return playlist ? "no-cache" : "public, max-age=3600";
  }

  /** A strong entity tag, from the content alone (RFC 9110 §8.8.3). */
  String entityTag() {
    return entityTag;
  }

  /** The body, not a copy: callers only read it. */
  byte[] bytes() {
    return bytes;
  }

  private static String entityTagOf(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(Arrays.copyOf(digest, 12)) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
