package io.github.hlsprebuffer.bench;

import io.github.hlsprebuffer.bench.origin.Faults;

/**
 * What {@link SoakBenchmark} does besides what {@link BenchSettings} say.
 *
 * @param seconds for how long viewers come and go
 * @param viewers how many there are at a time
 * @param faults which of the origin's responses fail
 * @param seed of what viewers do
 */
record SoakSettings(long seconds, int viewers, String faults, long seed) {
  private static final String DEFAULT_FAULTS = "mixed/8";

  static SoakSettings ofSystemProperties() {
    String faults = BenchSettings.text("faults");
    SoakSettings settings =
        new SoakSettings(
            Math.round(60 * Double.parseDouble(BenchSettings.text("minutes"))),
            BenchSettings.number("viewers"),
            faults.equals("none") ? DEFAULT_FAULTS : faults,
            BenchSettings.number("seed"));
    Faults.of(settings.faults());
    return settings;
  }
}
