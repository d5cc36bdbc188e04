package io.github.hlsprebuffer.bench;

import io.github.hlsprebuffer.bench.origin.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures how long players wait behind the gateway and behind other servers, when the origin is
 * far away.
 */
public final class ScenarioBenchmark {
  private final BenchSettings bench;
  private final ScenarioSettings settings;
  private final Processes processes;
  private final ScenarioServers servers;
  private final List<Scenario> scenarios;
  private final ScenarioResults results = new ScenarioResults();
  private final List<String> failures = new ArrayList<>();

  private ScenarioBenchmark(BenchSettings bench, ScenarioSettings settings, Processes processes) {
    this.bench = bench;
    this.settings = settings;
    this.processes = processes;
    this.servers = new ScenarioServers(bench, settings);
    this.scenarios =
        Scenarios.all().stream().filter(each -> settings.hasScenario(each.name())).toList();
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments none: see {@link ScenarioSettings}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchSettings bench = BenchSettings.ofSystemProperties();
    ScenarioSettings settings = ScenarioSettings.ofSystemProperties();
    BenchRun.measure(bench, processes -> new ScenarioBenchmark(bench, settings, processes).run());
  }

  private void run() throws IOException, InterruptedException {
    Files.createDirectories(logs());
    List<CacheKind> kinds = servers.chosen();
    for (int run = 1; run <= settings.runs(); run++) {
      for (CacheKind kind : kinds) {
        BenchRun.say("Run %d of %d: %s".formatted(run, settings.runs(), kind.name()));
        for (int from = 0; from < scenarios.size(); from += settings.parallel()) {
          int to = Math.min(scenarios.size(), from + settings.parallel());
          together(run, kind, scenarios.subList(from, to));
        }
      }
    }
    report(kinds);
  }

  /** All servers are running before the first player asks: starting one takes much of a core. */
  private void together(int run, CacheKind kind, List<Scenario> some)
      throws IOException, InterruptedException {
    List<ScenarioRun> runs = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (Scenario scenario : some) {
        start(run, kind, scenario).ifPresent(runs::add);
      }
      Map<ScenarioRun, Future<Observation>> observations = new LinkedHashMap<>();
      for (ScenarioRun each : warmedUp(run, kind, runs)) {
        Path log = logs().resolve(name(run, kind, each.scenario()) + ".log");
        observations.put(each, threads.submit(() -> each.measure(log)));
      }
      for (Map.Entry<ScenarioRun, Future<Observation>> each : observations.entrySet()) {
        take(run, kind, each.getKey().scenario(), each.getValue());
      }
    } finally {
      threads.shutdownNow();
      for (ScenarioRun each : runs) {
        each.close();
      }
    }
  }

  private Optional<ScenarioRun> start(int run, CacheKind kind, Scenario scenario)
      throws InterruptedException {
    try {
      return Optional.of(
          ScenarioRun.start(
              scenario,
              servers.forScenario(kind, scenario),
              Faults.of(settings.faults()),
              bench.work().resolve(name(run, kind, scenario)),
              processes));
    } catch (IOException e) {
      failed(name(run, kind, scenario), e);
      return Optional.empty();
    }
  }

  private List<ScenarioRun> warmedUp(int run, CacheKind kind, List<ScenarioRun> runs)
      throws InterruptedException {
    List<ScenarioRun> warm = new ArrayList<>();
    for (ScenarioRun each : runs) {
      try {
        each.warmUp();
        warm.add(each);
      } catch (IOException e) {
        failed(name(run, kind, each.scenario()), e);
      }
    }
    return warm;
  }

  private void take(int run, CacheKind kind, Scenario scenario, Future<Observation> observation)
      throws InterruptedException {
    try {
      results.add(scenario, kind, observation.get());
    } catch (ExecutionException e) {
      failed(name(run, kind, scenario), e);
    }
  }

  /** The others are still worth their figures; the benchmark fails in the end. */
  private void failed(String name, Throwable cause) {
    failures.add(name + ": " + cause);
    BenchRun.say("Failed: " + failures.get(failures.size() - 1));
  }

  private void report(List<CacheKind> kinds) throws IOException {
    Path table = bench.output().resolve("scenarios.md");
    String tables = new ScenarioReport(scenarios, kinds, results).write(settings);
    Files.writeString(table, tables);
    Files.writeString(bench.output().resolve("scenarios.svg"), chart(kinds));
    BenchRun.say(tables);
    BenchRun.say("Written: " + table + "; each request is in " + logs());
    if (!failures.isEmpty()) {
      throw new IOException("Failed: " + failures);
    }
  }

  private String chart(List<CacheKind> kinds) throws IOException {
    List<SvgChart.Group> groups =
        scenarios.stream()
            .filter(scenario -> scenario.targets().containsKey(Metric.P90))
            .map(scenario -> new SvgChart.Group(scenario.name(), rows(scenario, kinds)))
            .toList();
    return new SvgChart(groups, "%,.1f")
        .draw(
            "Segments of a far origin",
            "90 % of waits are shorter, ms: less is better",
            "Playback stood still, s: less is better");
  }

  private List<SvgChart.Row> rows(Scenario scenario, List<CacheKind> kinds) {
    List<SvgChart.Row> rows = new ArrayList<>();
    for (CacheKind kind : kinds) {
      Optional<Double> wait = results.median(scenario, kind, Metric.P90);
      Optional<Double> stalled = results.median(scenario, kind, Metric.STALLED);
      if (wait.isPresent() && stalled.isPresent()) {
        rows.add(new SvgChart.Row(kind, wait.get(), stalled.get()));
      }
    }
    return rows;
  }

  private Path logs() {
    return bench.output().resolve("scenario-logs");
  }

  private static String name(int run, CacheKind kind, Scenario scenario) {
    return run + "-" + scenario.name() + "-" + ScenarioServers.key(kind);
  }
}
