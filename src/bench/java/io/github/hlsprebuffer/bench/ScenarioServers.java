package io.github.hlsprebuffer.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The servers that scenarios are played through. */
final class ScenarioServers {
  private static final String ONE_BY_ONE = "gateway, parallelRanges=1";

  private final BenchSettings bench;
  private final ScenarioSettings settings;

  ScenarioServers(BenchSettings bench, ScenarioSettings settings) {
    this.bench = bench;
    this.settings = settings;
  }

  /** Those that are chosen and installed; a line says which are not installed. */
  List<CacheKind> chosen() {
    List<CacheKind> chosen = new ArrayList<>();
    for (CacheKind kind : all(/* hasTokens= */ false)) {
      if (settings.hasServer(key(kind))) {
        if (kind.isInstalled()) {
          chosen.add(kind);
        } else {
          BenchRun.say("Skipped, not installed: " + kind.name());
        }
      }
    }
    return chosen;
  }

  /** The same server with what a scenario needs. */
  CacheKind forScenario(CacheKind kind, Scenario scenario) {
    return all(scenario.hasTokens()).stream()
        .filter(each -> each.name().equals(kind.name()))
        .findFirst()
        .orElseThrow();
  }

  /** What settings call it. */
  static String key(CacheKind kind) {
    return kind instanceof NoServer
        ? "none"
        : kind.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  private static List<String> settings(boolean hasTokens, String... further) {
    List<String> settings = new ArrayList<>(List.of(further));
    settings.add("followLive=true");
    if (hasTokens) {
      settings.add("ignoreQueryParams=token");
    }
    return settings;
  }

  private List<CacheKind> all(boolean hasTokens) {
    return List.of(
        new NoServer(),
        Gateway.withSettings(bench, "gateway", settings(hasTokens)),
        Gateway.withSettings(bench, ONE_BY_ONE, settings(hasTokens, "parallelRanges=1")),
        Nginx.forScenarios(hasTokens),
        new Varnish(hasTokens),
        TrafficServer.withPrefetch(),
        new HlsProxy(settings.hlsProxy()));
  }
}
