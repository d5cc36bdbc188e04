package io.github.hlsprebuffer.bench;

import io.github.hlsprebuffer.bench.origin.Faults;
import io.github.hlsprebuffer.bench.origin.Link;
import io.github.hlsprebuffer.bench.origin.Presentation;
import io.github.hlsprebuffer.bench.origin.Presentation.Trait;
import io.github.hlsprebuffer.bench.origin.ShapedOrigin;
import io.github.hlsprebuffer.bench.player.Catalogue;
import io.github.hlsprebuffer.bench.player.VisitTally;
import io.github.hlsprebuffer.bench.player.Visitors;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Has viewers come and go for a long time before an origin that fails all the time: no byte may be
 * wrong, nothing may grow, and nothing may be left.
 */
public final class SoakBenchmark {
  /** Of far more than the cache holds, so that it is evicted from all the time. */
  private static final List<String> OPTIONS =
      List.of(
          "heapSize=4MB",
          "offHeapSize=48MB",
          "connectTimeout=1s",
          "responseTimeout=2s",
          "inactivityTimeout=12s",
          "followLive=true",
          "prefetchOnPlaylist=true",
          "ignoreQueryParams=token");

  private static final Pattern MOST_HEAP = Pattern.compile("-Xmx(\\w+)");
  private static final Link LINK = Link.perConnection(40, 1_500_000);
  private static final int SEGMENT_BYTES = 250_000;
  private static final int WINDOW = 8;
  private static final Presentation LOW = Presentation.vod("low", 120, SEGMENT_BYTES / 2);
  private static final Presentation HIGH = Presentation.vod("high", 120, SEGMENT_BYTES);
  private static final Presentation BIG = Presentation.vod("big", 20, 8 * SEGMENT_BYTES);
  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              LOW,
              HIGH,
              Presentation.vod("film", 300, SEGMENT_BYTES),
              Presentation.vod("private", 60, SEGMENT_BYTES).withTokens(),
              Presentation.vod("plain", 60, SEGMENT_BYTES).with(Trait.NO_VALIDATORS),
              Presentation.vod("cut", 60, SEGMENT_BYTES).with(Trait.LENGTH_TOO_SHORT),
              Presentation.live("live", WINDOW, SEGMENT_BYTES),
              Presentation.live("livetokens", WINDOW, SEGMENT_BYTES).withTokens(),
              Presentation.live("liveplain", WINDOW, SEGMENT_BYTES).with(Trait.NO_VALIDATORS)),
          List.of(LOW, HIGH),
          BIG);

  private static final long LONGEST_WARM_UP_SECONDS = 60;

  /** By then Tomcat has ended the threads that it needs no more, which it does after 60 seconds. */
  private static final long REST_SECONDS = 75;

  private static final long PATIENCE_SECONDS = 120;
  private static final long LONGEST_INTERVAL_SECONDS = 10;

  /** A quarter of the time has at least so many samples. */
  private static final int SAMPLES = 6;

  private final BenchSettings bench;
  private final SoakSettings settings;
  private final ShapedOrigin origin;
  private final RunningServer server;
  private final GatewayProbe probe;
  private final List<SoakSample> samples = new ArrayList<>();
  private long startNanos = System.nanoTime();

  private SoakBenchmark(
      BenchSettings bench,
      SoakSettings settings,
      ShapedOrigin origin,
      RunningServer server,
      GatewayProbe probe) {
    this.bench = bench;
    this.settings = settings;
    this.origin = origin;
    this.server = server;
    this.probe = probe;
  }

  /**
   * Runs the soak; fails where anything is wrong, grows or is left.
   *
   * @param arguments none: see {@link SoakSettings}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchSettings asSet = BenchSettings.ofSystemProperties();
    BenchSettings bench = asSet.withJvmOptions(heapFromTheStart(asSet.jvmOptions()));
    SoakSettings settings = SoakSettings.ofSystemProperties();
    BenchRun.measure(bench, processes -> run(bench, settings, processes));
  }

  /** What is resident then grows only by what is not on the heap. */
  private static String heapFromTheStart(String jvmOptions) {
    Matcher most = MOST_HEAP.matcher(jvmOptions);
    return most.find() ? jvmOptions + " -Xms" + most.group(1) + " -XX:+AlwaysPreTouch" : jvmOptions;
  }

  private static void run(BenchSettings bench, SoakSettings settings, Processes processes)
      throws IOException, InterruptedException {
    List<Presentation> presentations = new ArrayList<>(CATALOGUE.all());
    presentations.add(BIG);
    Faults faults = Faults.of(settings.faults());
    try (ShapedOrigin origin = new ShapedOrigin(LINK, faults, presentations)) {
      RunningServer server =
          ServerStarter.unbound(bench.work(), processes, origin.port())
              .start(Gateway.withSettings(bench, "gateway", OPTIONS));
      try (GatewayProbe probe = GatewayProbe.attach(server, origin.port())) {
        new SoakBenchmark(bench, settings, origin, server, probe).run(faults);
      }
    }
  }

  private void run(Faults faults) throws IOException, InterruptedException {
    long warmUp = Math.min(LONGEST_WARM_UP_SECONDS, settings.seconds() / 4);
    BenchRun.say("Warming up for %d s, then at rest for %d s".formatted(warmUp, REST_SECONDS));
    VisitTally first = visit(warmUp, /* isWatched= */ false);
    TimeUnit.SECONDS.sleep(REST_SECONDS);
    SoakSample before = sample(/* withHeap= */ true);
    BenchRun.say("%,d viewers for %,d s".formatted(settings.viewers(), settings.seconds()));
    startNanos = System.nanoTime();
    VisitTally tally = visit(settings.seconds(), /* isWatched= */ true);
    SoakSample after = rest(before);
    SoakVerdict verdict = new SoakVerdict(samples, before, after);
    List<String> failures = new ArrayList<>(first.wrongs());
    failures.addAll(tally.wrongs());
    failures.addAll(verdict.failures());
    failures.addAll(complaints());
    report(new SoakReport(settings, server, tally, verdict).write(faults, probe, failures));
    if (!failures.isEmpty()) {
      throw new IOException(failures.size() + " failures, of which the first: " + failures.get(0));
    }
  }

  private VisitTally visit(long seconds, boolean isWatched)
      throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long seed = settings.seed() + (isWatched ? 0 : 1_000_000);
    Visitors visitors = Visitors.enter(settings.viewers(), seed, CATALOGUE, origin, this::uri);
    try (visitors) {
      if (isWatched) {
        watch(endNanos);
      } else {
        TimeUnit.SECONDS.sleep(seconds);
      }
    }
    return visitors.tally();
  }

  private void watch(long endNanos) throws IOException, InterruptedException {
    long interval = Math.min(LONGEST_INTERVAL_SECONDS, settings.seconds() / (4 * SAMPLES));
    // Finding it out stops the gateway for a moment, and its garbage is never seen by any other.
    long heapInterval = Math.max(interval, settings.seconds() / (4 * SAMPLES));
    long nextHeapNanos = System.nanoTime();
    while (System.nanoTime() < endNanos) {
      TimeUnit.SECONDS.sleep(interval);
      boolean withHeap = System.nanoTime() >= nextHeapNanos;
      if (withHeap) {
        nextHeapNanos += TimeUnit.SECONDS.toNanos(heapInterval);
      }
      samples.add(sample(withHeap));
    }
  }

  private SoakSample rest(SoakSample before) throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    SoakSample now = sample(/* withHeap= */ false);
    while (!SoakVerdict.isAtRest(now, before) && System.nanoTime() < endNanos) {
      TimeUnit.SECONDS.sleep(1);
      now = sample(/* withHeap= */ false);
    }
    return sample(/* withHeap= */ true);
  }

  private SoakSample sample(boolean withHeap) throws IOException {
    return new SoakSample((System.nanoTime() - startNanos) / 1e9, probe.look(withHeap));
  }

  /** What the gateway itself takes for its own fault. */
  private List<String> complaints() throws IOException {
    List<String> complaints = new ArrayList<>();
    long internal = probe.statistic("internalFailures");
    if (internal > 0) {
      complaints.add(internal + " internal failures");
    }
    try (Stream<Path> files = Files.walk(bench.work())) {
      for (Path log : files.filter(file -> file.endsWith("output.log")).toList()) {
        try (Stream<String> lines = Files.lines(log)) {
          lines.filter(line -> line.contains(" SEVERE ")).limit(10).forEach(complaints::add);
        }
      }
    }
    return complaints;
  }

  private void report(String table) throws IOException {
    Files.createDirectories(bench.output());
    Path file = bench.output().resolve("soak.md");
    Files.writeString(file, table);
    Files.writeString(
        bench.output().resolve("soak.svg"),
        new SoakChart(samples)
            .draw("%,d s with %d viewers".formatted(settings.seconds(), settings.viewers())));
    BenchRun.say(table);
    BenchRun.say("Written: " + file);
  }

  private URI uri(String path) {
    return URI.create(server.url() + server.kind().target(origin.port(), path));
  }
}
