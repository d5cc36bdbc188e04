package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A server that is started as a process of its own, with its output in a file.
 *
 * @param output what it has printed so far
 */
record JavaProcess(Process process, Path output) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  static JavaProcess start(Path output, Map<String, String> environment, List<String> command)
      throws IOException {
    Files.createDirectories(output.getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new JavaProcess(builder.start(), output);
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  String printed() throws IOException {
    return Files.readString(output);
  }

  /** Waits until it has printed what the pattern describes, and returns its first group. */
  String awaitPrinted(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return await(regex)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              assertThat(process.isAlive()).as(printed()).isTrue();
              return pattern.matcher(printed()).results().map(JavaProcess::group).findFirst();
            },
            found -> found.isPresent())
        .orElseThrow();
  }

  private static String group(MatchResult match) {
    return match.groupCount() == 0 ? match.group() : match.group(1);
  }

  /** Asks it to end, as a service manager does. */
  void terminate() {
    process.destroy();
  }

  /** Whether it has ended by then. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    // Should a shell have started it, that one alone would leave it behind.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
