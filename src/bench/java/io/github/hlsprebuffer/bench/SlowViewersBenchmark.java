package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures what one more viewer notices of a thousand who read slowly, from the gateway with few
 * threads and from the other caches that are installed.
 */
public final class SlowViewersBenchmark {
  private static final int VIEWERS = 1_000;
  private static final long BYTES_PER_SECOND = 200_000;
  private static final int THREADS = 20;
  private static final int TICK_MILLIS = 20;
  private static final ObjectSize SLOW = new ObjectSize(4096);
  private static final ObjectSize FAST = new ObjectSize(1024);

  private final RunningServer server;
  private final BenchOrigin origin;
  private final List<SlowViewer> viewers = new ArrayList<>();

  private SlowViewersBenchmark(RunningServer server, BenchOrigin origin) {
    this.server = server;
    this.origin = origin;
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments none: see {@link BenchSettings}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchSettings settings = BenchSettings.ofSystemProperties();
    BenchRun.run(settings, (processes, origin) -> run(settings, processes, origin));
  }

  private static void run(BenchSettings settings, Processes processes, BenchOrigin origin)
      throws IOException, InterruptedException {
    ServerStarter starter = new ServerStarter(settings, processes, origin.port());
    List<CacheKind> kinds =
        List.of(
            Gateway.withThreads(settings, THREADS),
            new Nginx(),
            new Varnish(),
            new TrafficServer());
    BenchRun.say(
        "%,d viewers who read %s at %,d bytes/s each, all bytes compared; one more asks for %s."
            .formatted(VIEWERS, SLOW.label(), BYTES_PER_SECOND, FAST.label()));
    BenchRun.say(Machine.describe());
    BenchRun.say("| server | finished | p50 ms | p95 ms | max ms | resident MB before | highest |");
    BenchRun.say("|---|---:|---:|---:|---:|---:|---:|");
    for (CacheKind kind : kinds) {
      if (Programs.find(kind.program()).isPresent()) {
        RunningServer server = starter.start(kind);
        new HitCheck(origin).fill(server);
        new SlowViewersBenchmark(server, origin).measure();
      } else {
        BenchRun.say("Skipped, not installed: " + kind.name());
      }
    }
  }

  private void measure() throws IOException, InterruptedException {
    String path = FAST.paths().get(0);
    FastViewer fast = new FastViewer(server, path, body(path));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      long before = server.memoryBytes();
      ask();
      Future<List<Double>> millis = thread.submit(fast);
      long highest = serveAll();
      fast.stop();
      report(millis.get(), before, highest);
    } catch (ExecutionException e) {
      throw new IOException("The fast viewer failed", e.getCause());
    } finally {
      thread.shutdownNow();
      for (SlowViewer viewer : viewers) {
        viewer.close();
      }
    }
  }

  private void ask() throws IOException {
    List<String> paths = SLOW.paths();
    for (int i = 0; i < VIEWERS; i++) {
      String path = paths.get(i % paths.size());
      viewers.add(SlowViewer.ask(server, path, body(path), BYTES_PER_SECOND));
    }
  }

  private byte[] body(String path) {
    byte[] body = origin.bodies().get(path);
    if (body == null) {
      throw new IllegalArgumentException(path);
    }
    return body;
  }

  /** Reads all bodies; returns the most memory that the server took meanwhile. */
  private long serveAll() throws IOException, InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    List<SlowViewer> reading = new ArrayList<>(viewers);
    long highest = 0;
    for (int tick = 0; !reading.isEmpty(); tick++) {
      List<SlowViewer> left = new ArrayList<>(reading.size());
      for (SlowViewer viewer : reading) {
        if (!viewer.read(buffer)) {
          left.add(viewer);
        }
      }
      reading = left;
      if (tick % 50 == 0) {
        highest = Math.max(highest, server.memoryBytes());
      }
      Thread.sleep(TICK_MILLIS);
    }
    return highest;
  }

  private void report(List<Double> millis, long before, long highest) {
    BenchRun.say(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %.1f | %.1f | %.1f | %,.0f | %,.0f |",
            server.kind().name(),
            viewers.size(),
            millis.get(millis.size() / 2),
            millis.get(millis.size() * 95 / 100),
            millis.get(millis.size() - 1),
            before / 1e6,
            highest / 1e6));
  }
}
