package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Writes the tables of a run. */
final class MarkdownReport {
  private static final double BYTES_PER_MEGABYTE = 1e6;

  private final BenchSettings settings;
  private final List<RunningServer> servers;
  private final Results results;
  private final Optional<RunningServer> reference;
  private final StringBuilder text = new StringBuilder();

  MarkdownReport(BenchSettings settings, List<RunningServer> servers, Results results) {
    this.settings = settings;
    this.servers = servers;
    this.results = results;
    this.reference = servers.stream().filter(s -> s.kind() instanceof Nginx).findFirst();
  }

  String write() throws IOException {
    line(
        "Warm hits over %d keep-alive connections; medians of %d rounds of %d s, the servers",
        settings.connections(), settings.rounds(), settings.seconds());
    line("in turn, each on one core, the load generator on another.");
    line("");
    line("%s.", Machine.describe());
    line("");
    figures();
    line("");
    memory();
    return text.toString();
  }

  private void figures() {
    line("| object | server | requests/s | × nginx | p99 ms | CPU s/GB | × nginx | core used |");
    line("|---|---|---:|---:|---:|---:|---:|---:|");
    for (ObjectSize size : ObjectSize.ALL) {
      for (RunningServer server : servers) {
        line(
            "| %s | %s | %,.0f | %s | %.2f | %.3f | %s | %.0f %% |",
            size.label(),
            server.kind().name(),
            results.median(server, size, Sample::requestsPerSecond),
            ratio(server, size, Sample::requestsPerSecond),
            results.median(server, size, Sample::p99Millis),
            results.median(server, size, Sample::cpuSecondsPerGigabyte),
            ratio(server, size, Sample::cpuSecondsPerGigabyte),
            results.median(server, size, Sample::coreUse) * 100);
      }
    }
  }

  private void memory() throws IOException {
    line("| server | resident MB | version |");
    line("|---|---:|---|");
    for (RunningServer server : servers) {
      line(
          "| %s | %,.0f | %s |",
          server.kind().name(), server.memoryBytes() / BYTES_PER_MEGABYTE, server.kind().version());
    }
  }

  private String ratio(RunningServer server, ObjectSize size, ToDoubleFunction<Sample> figure) {
    return reference
        .map(nginx -> results.median(server, size, figure) / results.median(nginx, size, figure))
        .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
        .orElse("-");
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
