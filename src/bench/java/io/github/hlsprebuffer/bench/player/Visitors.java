package io.github.hlsprebuffer.bench.player;

import io.github.hlsprebuffer.bench.origin.ShapedOrigin;
import java.io.IOException;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** So many viewers at a time, of whom each that leaves makes room for another one. */
public final class Visitors implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;

  private final Catalogue catalogue;
  private final Site site;
  private final VisitTally tally = new VisitTally();
  private final AtomicLong names = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Visitors(Catalogue catalogue, Site site) {
    this.catalogue = catalogue;
    this.site = site;
  }

  /**
   * Lets them in.
   *
   * @param uris what they ask the server for, by the origin's path
   */
  public static Visitors enter(
      int count, long seed, Catalogue catalogue, ShapedOrigin origin, Function<String, URI> uris) {
    Visitors visitors = new Visitors(catalogue, new Site(uris, origin, new CountDownLatch(1)));
    for (int i = 0; i < count; i++) {
      Random random = new Random(seed + i);
      visitors.threads.execute(() -> visitors.comeAndGo(random));
    }
    return visitors;
  }

  /** What they have seen. */
  public VisitTally tally() {
    return tally;
  }

  /** Asks them to leave; waits until they have, which no answer must keep them from. */
  @Override
  public void close() {
    site.closing().countDown();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        tally.wrong("A viewer can't leave");
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void comeAndGo(Random random) {
    while (site.closing().getCount() > 0) {
      String name = Long.toString(names.incrementAndGet());
      try (Visitor visitor = new Visitor(name, site, tally, random)) {
        visitor.pause(random.nextInt(1_000));
        Habit.any(random).live(visitor, catalogue);
      } catch (IOException | RuntimeException e) {
        tally.wrong(e.toString());
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
