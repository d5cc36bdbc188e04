package io.github.hlsprebuffer.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All samples of a run, by server and size. Not safe for concurrent use. */
final class Results {
  private record Place(RunningServer server, ObjectSize size) {}

  private final Map<Place, List<Sample>> samples = new LinkedHashMap<>();

  void add(RunningServer server, ObjectSize size, Sample sample) {
    samples.computeIfAbsent(new Place(server, size), place -> new ArrayList<>()).add(sample);
  }

  /** The median over all rounds of one figure. */
  double median(RunningServer server, ObjectSize size, ToDoubleFunction<Sample> figure) {
    double[] sorted =
        samples.getOrDefault(new Place(server, size), List.of()).stream()
            .mapToDouble(figure)
            .sorted()
            .toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
