package io.github.hlsprebuffer.bench;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A figure of a scenario. */
enum Metric {
  P50("p50 ms", 1, observation -> observation.waitMillis(0.50)),
  P90("p90 ms", 1, observation -> observation.waitMillis(0.90)),
  P95("p95 ms", 1, observation -> observation.waitMillis(0.95)),
  WORST("worst ms", 1, observation -> observation.waitMillis(1)),
  STALLS("stalls", 0, Observation::stalls),
  STALLED("stalled s", 1, Observation::stalledSeconds),
  WAITED("waited after seek", 0, Observation::waitedAfterSeek),
  FIRST("first segment ms", 0, Observation::firstSegmentMillis),
  COPIES("fetched ×", 2, Observation::copies),
  REQUESTS("requests/segment", 2, Observation::requestsPerSegment),
  UNWATCHED("unwatched MB", 2, Observation::unwatchedMegabytes);

  private final String label;
  private final int digits;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final ToDoubleFunction<Observation> figure;

  Metric(String label, int digits, ToDoubleFunction<Observation> figure) {
    this.label = label;
    this.digits = digits;
    this.figure = figure;
  }

  String label() {
    return label;
  }

  double of(Observation observation) {
    return figure.applyAsDouble(observation);
  }

  String format(double value) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
