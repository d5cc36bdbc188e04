package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One run of a benchmark, which leaves neither processes nor files behind, however it ends. */
final class BenchRun {
  /** What is measured. */
  interface Body {
    void run(Processes processes, BenchOrigin origin) throws IOException, InterruptedException;
  }

  /** What is measured with origins of its own. */
  interface Measurement {
    void run(Processes processes) throws IOException, InterruptedException;
  }

  private BenchRun() {}

  static void run(BenchSettings settings, Body body) throws IOException, InterruptedException {
    Programs.require("taskset");
    measure(
        settings,
        processes -> {
          try (BenchOrigin origin = new BenchOrigin()) {
            body.run(processes, origin);
          }
        });
  }

  static void measure(BenchSettings settings, Measurement measurement)
      throws IOException, InterruptedException {
    deleteTree(settings.work());
    Files.createDirectories(settings.work());
    Processes processes = new Processes();
    endWithCaller(processes);
    try {
      measurement.run(processes);
    } finally {
      processes.close();
    }
    // Kept after a failure: its logs say why.
    deleteTree(settings.work());
  }

  @SuppressWarnings("SystemOut") // a command-line program
  static void say(String words) {
    System.out.println(words);
  }

  private static void endWithCaller(Processes processes) {
    // Ctrl-C runs no finally block.
    Runtime.getRuntime().addShutdownHook(new Thread(processes::close));
    // A signal to Maven alone does not reach what Maven has started.
    ProcessHandle.current().parent().ifPresent(BenchRun::endAfter);
  }

  private static void endAfter(ProcessHandle caller) {
    var unused = caller.onExit().thenRun(() -> System.exit(1));
  }

  private static void deleteTree(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
