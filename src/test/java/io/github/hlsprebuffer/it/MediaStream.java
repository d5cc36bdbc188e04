package io.github.hlsprebuffer.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real streams, as folders of files. */
enum MediaStream {
  /** MPEG-2 transport streams and WebVTT, with a discontinuity. */
  TRANSPORT_STREAM("media/ts-shaka-hls-text-offset", "index.m3u8"),
  /** CMAF: audio and video in playlists of their own, each with an initialization section. */
  CMAF("media/cmaf-androidx-multi-segment", "playlist.m3u8"),
  /** The stream of the example: two variants of thirty segments. */
  DEMO("", "index.m3u8");

  private static final Path DEMO_STREAM =
      Path.of("webapp-example/src/main/webapp/WEB-INF/demo-stream");

  private final String sharedFolder;
  private final String entry;

  MediaStream(String sharedFolder, String entry) {
    this.sharedFolder = sharedFolder;
    this.entry = entry;
  }

  /** The folder; not every checkout has those outside of the project. */
  Path folder() {
    Path shared = Path.of(System.getProperty("test.shared", "../shared"));
    return (sharedFolder.isEmpty() ? DEMO_STREAM : shared.resolve(sharedFolder)).toAbsolutePath();
  }

  /** Name of the first playlist to ask for. */
  String entry() {
    return entry;
  }

  boolean exists() {
    return Files.isDirectory(folder());
  }

  /** Skips the test where the folder is missing. */
  void assumePresent() {
    assumeTrue(exists(), () -> "no media in " + folder() + "; set -Dtest.shared");
  }
}
