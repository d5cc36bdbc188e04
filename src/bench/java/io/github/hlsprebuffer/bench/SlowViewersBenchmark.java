package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

  /** Soon after all viewers have begun, and before any of them is done. */
  private static final Set<Integer> HEAP_TICKS = Set.of(150, 600);

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
    LoadGenerator load = new LoadGenerator(settings, processes);
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
    BenchRun.say("Kernel: " + TcpBuffers.limits());
    BenchRun.say(
        "| server | finished | p50 ms | p95 ms | max ms | resident MB before | highest"
            + " | kernel's, highest | live heap MB before | early | late |");
    BenchRun.say("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (CacheKind kind : kinds) {
      if (Programs.find(kind.program()).isPresent()) {
        RunningServer server = starter.start(kind);
        new HitCheck(origin).fill(server);
        if (kind.isGateway()) {
          load.warmUp(server);
        }
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
      Memory before = memory();
      ask();
      Future<List<Double>> millis = thread.submit(fast);
      Memory during = serveAll();
      fast.stop();
      report(millis.get(), before, during);
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

  /**
   * Reads all bodies; returns the most memory that was resident meanwhile and that the kernel held
   * for connections, and the heap early and late.
   */
  private Memory serveAll() throws IOException, InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    List<SlowViewer> reading = new ArrayList<>(viewers);
    long highest = 0;
    long inKernel = 0;
    List<String> liveHeaps = new ArrayList<>();
    for (int tick = 0; !reading.isEmpty(); tick++) {
      List<SlowViewer> left = new ArrayList<>(reading.size());
      for (SlowViewer viewer : reading) {
        if (!viewer.read(buffer)) {
          left.add(viewer);
        }
      }
      reading = left;
      if (HEAP_TICKS.contains(tick)) {
        liveHeaps.add(memory().liveHeap());
      } else if (tick % 50 == 0) {
        highest = Math.max(highest, server.memoryBytes());
        inKernel = Math.max(inKernel, TcpBuffers.bytes());
      }
      Thread.sleep(TICK_MILLIS);
    }
    return new Memory(
        megabytes(highest) + " | " + megabytes(inKernel), String.join(" | ", liveHeaps));
  }

  private Memory memory() throws IOException {
    return new Memory(
        megabytes(server.memoryBytes()),
        server.kind().isGateway() ? megabytes(server.liveHeapBytes()) : "");
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.0f", bytes / 1e6);
  }

  private void report(List<Double> millis, Memory before, Memory during) {
    BenchRun.say(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %.1f | %.1f | %.1f | %s | %s | %s | %s |",
            server.kind().name(),
            viewers.size(),
            millis.get(millis.size() / 2),
            millis.get(millis.size() * 95 / 100),
            millis.get(millis.size() - 1),
            before.resident(),
            during.resident(),
            before.liveHeap(),
            during.liveHeap()));
  }

  /** Megabytes as they are shown; a heap has only a JVM. */
  private record Memory(String resident, String liveHeap) {}
}
