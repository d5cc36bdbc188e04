package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures what the filter costs the requests of an application that have nothing to do with HLS.
 */
public final class PassThroughBenchmark {
  private final BenchSettings settings;
  private final LoadGenerator load;
  private final RunningServer tomcat;

  private PassThroughBenchmark(BenchSettings settings, LoadGenerator load, RunningServer tomcat) {
    this.settings = settings;
    this.load = load;
    this.tomcat = tomcat;
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments none: see {@link BenchSettings}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchSettings settings = BenchSettings.ofSystemProperties();
    Programs.require("wrk");
    BenchRun.run(
        settings,
        (processes, origin) -> {
          RunningServer tomcat =
              new ServerStarter(settings, processes, origin.port())
                  .start(new HostApplications(settings));
          LoadGenerator load = new LoadGenerator(settings, processes);
          new PassThroughBenchmark(settings, load, tomcat).run();
        });
  }

  private void run() throws IOException {
    BenchRun.say("A page of 1 KiB from Tomcat's own servlet, without and with the filter.");
    BenchRun.say(Machine.describe());
    for (int i = 0; i < 2; i++) {
      measure(HostApplications.PLAIN, settings.warmUpSeconds());
      measure(HostApplications.FILTERED, settings.warmUpSeconds());
    }
    List<Double> plain = new ArrayList<>();
    List<Double> filtered = new ArrayList<>();
    double[] ratios = new double[settings.rounds()];
    for (int round = 0; round < settings.rounds(); round++) {
      // Before, between and after, so that what drifts in the meantime favours neither.
      double before = measure(HostApplications.PLAIN, settings.seconds());
      double with = measure(HostApplications.FILTERED, settings.seconds());
      double after = measure(HostApplications.PLAIN, settings.seconds());
      plain.add((before + after) / 2);
      filtered.add(with);
      ratios[round] = with * 2 / (before + after);
    }
    Arrays.sort(ratios);
    BenchRun.say("| CPU us a request, without | with | ratio: least | median | most |");
    BenchRun.say("|---:|---:|---:|---:|---:|");
    BenchRun.say(
        String.format(
            Locale.ROOT,
            "| %.1f | %.1f | %.3f | %.3f | %.3f |",
            median(plain),
            median(filtered),
            ratios[0],
            ratios[ratios.length / 2],
            ratios[ratios.length - 1]));
  }

  private double measure(String application, int seconds) throws IOException {
    return load.run(tomcat, List.of(application + HostApplications.PAGE), seconds)
        .cpuMicrosPerRequest();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
