package io.github.hlsprebuffer.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was seen of each scenario and server in all runs. Not safe for concurrent use. */
final class ScenarioResults {
  private record Place(String scenario, String server) {}

  private final Map<Place, List<Observation>> observations = new LinkedHashMap<>();

  void add(Scenario scenario, CacheKind kind, Observation observation) {
    observations
        .computeIfAbsent(new Place(scenario.name(), kind.name()), place -> new ArrayList<>())
        .add(observation);
  }

  /** The median of all runs; empty if no run came to its end. */
  Optional<Double> median(Scenario scenario, CacheKind kind, Metric metric) {
    double[] sorted =
        observations.getOrDefault(new Place(scenario.name(), kind.name()), List.of()).stream()
            .mapToDouble(metric::of)
            .sorted()
            .toArray();
    if (sorted.length == 0 || Arrays.stream(sorted).anyMatch(Double::isNaN)) {
      return Optional.empty();
    }
    int middle = sorted.length / 2;
    return Optional.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }
}
