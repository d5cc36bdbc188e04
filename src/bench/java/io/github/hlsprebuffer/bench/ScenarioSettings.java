package io.github.hlsprebuffer.bench;

import io.github.hlsprebuffer.bench.origin.Faults;
import java.util.List;

/**
 * What {@link ScenarioBenchmark} measures besides what {@link BenchSettings} say.
 *
 * @param runs how often; figures are medians
 * @param parallel how many scenarios are played at the same time
 * @param scenarios names; empty means all
 * @param servers names; empty means all
 * @param hlsProxy the directory that HLS-Proxy has been installed in
 * @param faults which of the origin's responses fail
 */
record ScenarioSettings(
    int runs,
    int parallel,
    List<String> scenarios,
    List<String> servers,
    String hlsProxy,
    String faults) {

  static ScenarioSettings ofSystemProperties() {
    Faults.of(BenchSettings.text("faults"));
    return new ScenarioSettings(
        BenchSettings.number("runs"),
        BenchSettings.number("parallel"),
        chosen("scenarios"),
        chosen("servers"),
        BenchSettings.text("hlsProxy"),
        BenchSettings.text("faults"));
  }

  private static List<String> chosen(String name) {
    String names = BenchSettings.text(name);
    return names.equals("all") ? List.of() : List.of(names.split("\\s*,\\s*", -1));
  }

  boolean hasScenario(String name) {
    return scenarios.isEmpty() || scenarios.contains(name);
  }

  boolean hasServer(String name) {
    return servers.isEmpty() || servers.contains(name);
  }
}
