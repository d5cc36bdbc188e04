package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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
    Programs.require("taskset");
    deleteTree(settings.work());
    Files.createDirectories(settings.work());
    Processes processes = new Processes();
    endWithCaller(processes);
    try (BenchOrigin origin = new BenchOrigin()) {
      new ServerBenchmark(settings, processes, origin).run();
    } finally {
      processes.close();
    }
    // Kept after a failure: its logs say why.
    deleteTree(settings.work());
  }

  /** Leaves no process behind, however the run ends. */
  private static void endWithCaller(Processes processes) {
    // Ctrl-C runs no finally block.
    Runtime.getRuntime().addShutdownHook(new Thread(processes::close));
    // A signal to Maven alone does not reach what Maven has started.
    ProcessHandle.current().parent().ifPresent(ServerBenchmark::endAfter);
  }

  private static void endAfter(ProcessHandle caller) {
    var unused = caller.onExit().thenRun(() -> System.exit(1));
  }

  private void run() throws IOException, InterruptedException {
    List<RunningServer> servers = startAll();
    LoadGenerator load = new LoadGenerator(settings, processes);
    warmUp(servers, load);
    for (int round = 1; round <= settings.rounds(); round++) {
      say("Round " + round + " of " + settings.rounds());
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
        say("Skipped, not installed: " + kind.name() + " (" + kind.program() + ")");
        continue;
      }
      RunningServer server = starter.start(kind);
      check.fill(server);
      servers.add(server);
      say(kind.name() + " serves the origin's bytes from its cache");
    }
    return servers;
  }

  /**
   * A JVM compiles what runs often, and is measured as it runs after that. Small objects come
   * first, and longest: with them it answers most requests.
   */
  private void warmUp(List<RunningServer> servers, LoadGenerator load) throws IOException {
    for (RunningServer server : servers) {
      if (server.kind().isGateway()) {
        say("Warming up: " + server.kind().name());
        load.run(server, ObjectSize.ALL.get(0), settings.warmUpSeconds());
        for (ObjectSize size : ObjectSize.ALL) {
          load.run(server, size, settings.seconds());
        }
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

  private void report(List<RunningServer> servers) throws IOException {
    Files.createDirectories(settings.output());
    Path table = settings.output().resolve("servers.md");
    Path chart = settings.output().resolve("servers.svg");
    String tables = new MarkdownReport(settings, servers, results).write();
    Files.writeString(table, tables);
    Files.writeString(chart, new SvgChart(servers, results).draw());
    say(tables);
    say("Written: " + table + " and " + chart);
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

  @SuppressWarnings("SystemOut") // a command-line program
  private static void say(String words) {
    System.out.println(words);
  }
}
