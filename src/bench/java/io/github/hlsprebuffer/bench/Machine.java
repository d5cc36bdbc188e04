package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that a run was made on. */
final class Machine {
  private Machine() {}

  /** Processor, cores, system and kernel in one line. */
  static String describe() throws IOException {
    return "%s, %d cores, %s, Linux %s"
        .formatted(
            value(Path.of("/proc/cpuinfo"), "model name", ":"),
            Runtime.getRuntime().availableProcessors(),
            value(Path.of("/etc/os-release"), "PRETTY_NAME", "="),
            Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
  }

  private static String value(Path file, String name, String separator) throws IOException {
    if (!Files.isReadable(file)) {
      return "unknown";
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(separator) + 1).replace("\"", "").strip())
        .findFirst()
        .orElse("unknown");
  }
}
