package io.github.hlsprebuffer.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds installed programs. */
final class Programs {
  private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

  private Programs() {}

  /** The program's path, if it is installed. */
  static Optional<String> find(String name) {
    String searched = System.getenv().getOrDefault("PATH", "");
    // Daemons live in sbin, which an ordinary user's PATH lacks.
    return Stream.concat(
            Stream.of(searched.split(File.pathSeparator, -1)), Stream.of("/usr/sbin", "/usr/bin"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  static String require(String name) throws IOException {
    return find(name).orElseThrow(() -> new IOException("Not installed: " + name));
  }

  /** The first version number that the program prints when it is given the argument. */
  static String version(String name, String argument) throws IOException {
    Matcher version = VERSION.matcher(output(require(name), argument));
    return version.find() ? version.group() : "unknown";
  }

  /** All that a command prints. */
  static String output(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
