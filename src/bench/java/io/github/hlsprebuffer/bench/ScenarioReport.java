package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes a table for each scenario. */
final class ScenarioReport {
  private final List<Scenario> scenarios;
  private final List<CacheKind> kinds;
  private final ScenarioResults results;
  private final StringBuilder text = new StringBuilder();

  ScenarioReport(List<Scenario> scenarios, List<CacheKind> kinds, ScenarioResults results) {
    this.scenarios = scenarios;
    this.kinds = kinds;
    this.results = results;
  }

  String write(ScenarioSettings settings) throws IOException {
    line(
        "Waits of players for segments, from the request to the last byte; medians of %d runs.",
        settings.runs());
    line("");
    line("%s.", Machine.describe());
    for (Scenario scenario : scenarios) {
      line("");
      table(scenario);
    }
    line("");
    line("| server | version |");
    line("|---|---|");
    for (CacheKind kind : kinds) {
      line("| %s | %s |", kind.name(), kind.version());
    }
    return text.toString();
  }

  private void table(Scenario scenario) {
    line("**%s**: %s", scenario.name(), scenario.says());
    line("");
    line("| server | %s |", cells(scenario, Metric::label));
    line(
        "|---|%s|",
        scenario.targets().keySet().stream()
            .map(metric -> "---:")
            .collect(Collectors.joining("|")));
    line("| *aim* | %s |", String.join(" | ", scenario.targets().values()));
    for (CacheKind kind : kinds) {
      line(
          "| %s | %s |",
          kind.name(),
          cells(
              scenario,
              metric -> results.median(scenario, kind, metric).map(metric::format).orElse("-")));
    }
  }

  private static String cells(Scenario scenario, Function<Metric, String> text) {
    return scenario.targets().keySet().stream().map(text).collect(Collectors.joining(" | "));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
