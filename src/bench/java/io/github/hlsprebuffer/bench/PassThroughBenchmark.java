package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what the filter costs the requests of an application that have nothing to do with HLS.
 */
public final class PassThroughBenchmark {
  private static final int WARM_UPS = 3;

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
    BenchRun.say("A page of 1 KiB from Tomcat's own servlet.");
    BenchRun.say(Machine.describe());
    List<String> applications =
        List.of(HostApplications.PLAIN, HostApplications.IDLE, HostApplications.FILTERED);
    for (int i = 0; i < WARM_UPS; i++) {
      for (String application : applications) {
        measure(application, settings.warmUpSeconds());
      }
    }
    Map<String, List<Double>> micros = new LinkedHashMap<>();
    Map<String, List<Double>> ratios = new LinkedHashMap<>();
    double before = measure(HostApplications.PLAIN, settings.seconds());
    for (int round = 0; round < settings.rounds(); round++) {
      for (String application : applications.subList(1, applications.size())) {
        double measured = measure(application, settings.seconds());
        double after = measure(HostApplications.PLAIN, settings.seconds());
        add(micros, HostApplications.PLAIN, after);
        add(micros, application, measured);
        // Against those before and after, so that what drifts in the meantime favours neither.
        add(ratios, application, measured * 2 / (before + after));
        before = after;
      }
    }
    BenchRun.say("| application | CPU us a request | to the first: quartiles | median |");
    BenchRun.say("|---|---:|---:|---:|");
    micros.forEach((name, values) -> report(name, values, ratios.getOrDefault(name, List.of(1.0))));
  }

  private static void add(Map<String, List<Double>> all, String application, double value) {
    all.computeIfAbsent(application, name -> new ArrayList<>()).add(value);
  }

  private static void report(String application, List<Double> micros, List<Double> ratios) {
    BenchRun.say(
        String.format(
            Locale.ROOT,
            "| %s | %.2f | %.3f to %.3f | %.3f |",
            application,
            quantile(micros, 0.5),
            quantile(ratios, 0.25),
            quantile(ratios, 0.75),
            quantile(ratios, 0.5)));
  }

  private double measure(String application, int seconds) throws IOException {
    return load.run(tomcat, List.of(application + HostApplications.PAGE), seconds)
        .cpuMicrosPerRequest();
  }

  private static double quantile(List<Double> values, double share) {
    return values.stream().sorted().skip((long) (values.size() * share)).findFirst().orElseThrow();
  }
}
