package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A started cache: where it listens, and what it has used so far. */
record RunningServer(CacheKind kind, int port, Process process) {
  /** {@code USER_HZ}, the unit of times in {@code /proc}: 100 on every common Linux. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Processor time of the whole process tree, user and system, in seconds. */
  double cpuSeconds() {
    return sum(RunningServer::cpuTicks) / TICKS_PER_SECOND;
  }

  /** Resident memory of the whole process tree in bytes, each shared page counted once. */
  long memoryBytes() {
    return sum(RunningServer::proportionalKibibytes) * 1024;
  }

  /** What a JVM's heap holds after a collection of all garbage. */
  long liveHeapBytes() throws IOException {
    String histogram =
        Programs.output(
            Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
            Long.toString(process.pid()),
            "GC.class_histogram");
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new IOException("No histogram of the heap:\n" + histogram);
    }
    return Long.parseLong(total.group(1));
  }

  private long sum(ToLongFunction<Path> figure) {
    return Processes.tree(process)
        .map(handle -> Path.of("/proc", Long.toString(handle.pid())))
        .mapToLong(figure)
        .sum();
  }

  private static long cpuTicks(Path directory) {
    String stat = read(directory.resolve("stat"));
    // The second field is the program's name in parentheses, which may hold blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
  }

  private static long proportionalKibibytes(Path directory) {
    try (Stream<String> lines = read(directory.resolve("smaps_rollup")).lines()) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
