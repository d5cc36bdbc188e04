package io.github.hlsprebuffer.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What the Tomcat under test has logged. */
final class TomcatLog {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private TomcatLog() {}

  /** The first line with this text, which may take a moment: Tomcat logs on a thread of its own. */
  static String lineWith(String marker) {
    return await().atMost(PATIENCE).until(() -> find(marker), line -> !line.isEmpty());
  }

  private static String find(String marker) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(GatewayWar.property("tomcat.home"), "logs"))) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.contains(marker)) {
            return line;
          }
        }
      }
    }
    return "";
  }
}
