package io.github.hlsprebuffer.bench;

import io.github.hlsprebuffer.bench.origin.Faults;
import io.github.hlsprebuffer.bench.player.VisitTally;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Writes what a soak has found. */
final class SoakReport {
  private static final List<String> STATISTICS =
      List.of(
          "hits",
          "joins",
          "misses",
          "bypasses",
          "prefetchesTriggered",
          "segmentsPrebuffered",
          "prefetchesUseful",
          "prefetchesLate",
          "prefetchesWasted",
          "prefetchesFailed",
          "prefetchesCancelled",
          "prefetchesHeldForMemory",
          "emergencyCuts",
          "originFailures",
          "originOverloads",
          "originOutages",
          "blocksRefetched",
          "internalFailures");

  private final SoakSettings settings;
  private final RunningServer server;
  private final VisitTally tally;
  private final SoakVerdict verdict;
  private final StringBuilder text = new StringBuilder();

  SoakReport(SoakSettings settings, RunningServer server, VisitTally tally, SoakVerdict verdict) {
    this.settings = settings;
    this.server = server;
    this.tally = tally;
    this.verdict = verdict;
  }

  String write(Faults faults, GatewayProbe probe, List<String> failures) throws IOException {
    line(
        "%,d s with %d viewers at a time, faults %s, seed %d; %s.",
        settings.seconds(),
        settings.viewers(),
        settings.faults(),
        settings.seed(),
        server.kind().version());
    line("");
    line("%s.", Machine.describe());
    line("");
    visits(faults);
    line("");
    figures();
    line("");
    statistics(probe);
    line("");
    line(failures.isEmpty() ? "Nothing wrong, nothing grows, nothing is left." : "Failures:");
    failures.forEach(failure -> line("* %s", failure));
    return text.toString();
  }

  private void visits(Faults faults) {
    line("| what viewers saw | |");
    line("|---|---:|");
    line("| viewers | %,d |", tally.visits());
    line("| requests | %,d |", tally.requests());
    tally.outcomes().forEach((outcome, count) -> line("| %s | %,d |", outcome.words(), count));
    line("| MB compared | %,.0f |", tally.bytes() / 1e6);
    line("| wrong, or silent | %,d |", tally.wrongs().size());
    line("| faults of the origin, warm-up included | %,d |", faults.count());
  }

  private void figures() {
    line("| figure | second quarter | last quarter | allowed | most | at rest |");
    line("|---|---:|---:|---:|---:|---:|");
    for (SoakFigure figure : SoakFigure.values()) {
      line(
          "| %s | %,.1f | %,.1f | %,.1f | %,.1f | %,.1f |",
          figure.words(),
          verdict.second(figure),
          verdict.last(figure),
          figure.allowedAfter(verdict.second(figure)),
          verdict.most(figure),
          verdict.atRest(figure));
    }
  }

  private void statistics(GatewayProbe probe) throws IOException {
    line("| statistic of the gateway | |");
    line("|---|---:|");
    for (String name : STATISTICS) {
      line("| %s | %,d |", name, probe.statistic(name));
    }
    line("| processor seconds | %,.0f |", server.cpuSeconds());
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
