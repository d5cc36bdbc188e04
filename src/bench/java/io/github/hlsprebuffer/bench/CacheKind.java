package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A cache that can be put in front of the origin. */
interface CacheKind {

  /** What tables and charts call it. */
  String name();

  /** The program without which it cannot run. */
  String program();

  /** The program's version, for the report. */
  String version() throws IOException;

  /** Whether what it needs is there. */
  default boolean isInstalled() {
    return Programs.find(program()).isPresent();
  }

  /** What comes before the path of the origin's object in a request to this cache. */
  default String pathPrefix() {
    return "";
  }

  /** What a player asks it for, to get what the origin has at a path. */
  default String target(int originPort, String path) {
    return pathPrefix() + path;
  }

  /** Whether this is the project's own. */
  default boolean isGateway() {
    return false;
  }

  /**
   * Writes its configuration.
   *
   * @param directory an empty one for all its files
   * @param port where it is to listen, on the loopback address
   */
  Launch prepare(Path directory, int port, int originPort) throws IOException;

  /** How a server is started, as a process in the foreground. */
  record Launch(List<String> command, Map<String, String> environment) {
    Launch(String... command) {
      this(List.of(command), Map.of());
    }
  }
}
