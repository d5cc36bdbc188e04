package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures warm hits of the gateway and of the other caches that are installed. */
public final class ServerBenchmark {
  private final BenchSettings settings;
  private final Processes processes;
  private final BenchOrigin origin;
  private final Results results = new Results();

  private ServerBenchmark(BenchSettings settings, Processes processes, BenchOrigin origin) {
    this.settings = settings;
    this.processes = processes;
    this.origin = origin;
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments none: see {@link BenchSettings}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchSettings settings = BenchSettings.ofSystemProperties();
    Programs.require("wrk");
    BenchRun.run(
        settings, (processes, origin) -> new ServerBenchmark(settings, processes, origin).run());
  }

  private void run() throws IOException, InterruptedException {
    List<RunningServer> servers = startAll();
    LoadGenerator load = new LoadGenerator(settings, processes);
    warmUp(servers, load);
    for (int round = 1; round <= settings.rounds(); round++) {
      BenchRun.say("Round " + round + " of " + settings.rounds());
      measure(inTurn(servers, round), load);
    }
    report(servers);
  }

  private List<RunningServer> startAll() throws IOException, InterruptedException {
    List<CacheKind> kinds = new ArrayList<>(Gateway.all(settings));
    kinds.addAll(List.of(new Nginx(), new Varnish(), new TrafficServer()));
    ServerStarter starter = new ServerStarter(settings, processes, origin.port());
    HitCheck check = new HitCheck(origin);
    List<RunningServer> servers = new ArrayList<>();
    for (CacheKind kind : kinds) {
      if (Programs.find(kind.program()).isEmpty()) {
        BenchRun.say("Skipped, not installed: " + kind.name() + " (" + kind.program() + ")");
        continue;
      }
      RunningServer server = starter.start(kind);
      check.fill(server);
      servers.add(server);
      BenchRun.say(kind.name() + " serves the origin's bytes from its cache");
    }
    return servers;
  }

  private void warmUp(List<RunningServer> servers, LoadGenerator load) throws IOException {
    for (RunningServer server : servers) {
      if (server.kind().isGateway()) {
        load.warmUp(server);
      }
    }
  }

  private void measure(List<RunningServer> servers, LoadGenerator load) throws IOException {
    for (ObjectSize size : ObjectSize.ALL) {
      for (RunningServer server : servers) {
        long before = origin.requests();
        results.add(server, size, load.run(server, size, settings.seconds()));
        if (origin.requests() != before) {
          throw new IOException(server.kind().name() + " asked the origin: these were no hits");
        }
      }
    }
  }

  /** Each round begins with another server, so that no place in the order favours one. */
  private static List<RunningServer> inTurn(List<RunningServer> servers, int round) {
    List<RunningServer> order = new ArrayList<>(servers);
    Collections.rotate(order, round);
    return order;
  }

  private SvgChart.Group group(ObjectSize size, List<RunningServer> servers) {
    return new SvgChart.Group(
        size.label(),
        servers.stream()
            .map(
                server ->
                    new SvgChart.Row(
                        server.kind(),
                        results.median(server, size, Sample::gigabytesPerSecond),
                        results.median(server, size, Sample::cpuSecondsPerGigabyte)))
            .toList());
  }

  private void report(List<RunningServer> servers) throws IOException {
    Files.createDirectories(settings.output());
    Path table = settings.output().resolve("servers.md");
    Path chart = settings.output().resolve("servers.svg");
    String tables = new MarkdownReport(settings, servers, results).write();
    Files.writeString(table, tables);
    Files.writeString(
        chart,
        new SvgChart(ObjectSize.ALL.stream().map(size -> group(size, servers)).toList(), "%.2f")
            .draw(
                "Warm cache hits on one core",
                "GB per second: more is better",
                "CPU seconds per GB: less is better"));
    BenchRun.say(tables);
    BenchRun.say("Written: " + table + " and " + chart);
  }
}
