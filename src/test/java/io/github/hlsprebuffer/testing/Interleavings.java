package io.github.hlsprebuffer.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Plays a small scenario in every order in which its threads can take turns. They take turns only
 * where they ask for a lock of {@link Turns}, give one back or wait for one of its conditions, so a
 * scenario has as many orders as its threads have such steps, and each can be played again.
 *
 * <p>Time never passes: who waits for what never comes is stuck, and that is reported as a failure
 * of the scenario. Orders with more than so many preemptions, which is where a thread that could go
 * on has to let another one, are left out.
 */
public final class Interleavings implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "interleaved");
            thread.setDaemon(true);
            return thread;
          });
  private final int maxPreemptions;

  /** Plays with so many preemptions at most. */
  public Interleavings(int maxPreemptions) {
    this.maxPreemptions = maxPreemptions;
  }

  /**
   * Plays the scenario, which sets its threads up, in all orders.
   *
   * @return how many there are
   * @throws AssertionError if it fails in one of them, which the message says
   */
  public int explore(Consumer<Turns> scenario) {
    List<Choice> path = new ArrayList<>();
    int orders = 0;
    do {
      Turns turns = new Turns(path, maxPreemptions);
      scenario.accept(turns);
      play(turns);
      orders++;
      turns.check(orders);
    } while (advance(path));
    return orders;
  }

  private void play(Turns turns) {
    Semaphore ended = new Semaphore(0);
    for (Turns.Strand strand : turns.strands()) {
      threads.execute(
          () -> {
            try {
              strand.run();
            } finally {
              ended.release();
            }
          });
    }
    turns.begin();
    ended.acquireUninterruptibly(turns.strands().size());
  }

  /** The next path in depth-first order; false if that was the last one. */
  private static boolean advance(List<Choice> path) {
    while (!path.isEmpty()) {
      Choice last = path.remove(path.size() - 1);
      if (last.taken() + 1 < last.options()) {
        path.add(new Choice(last.taken() + 1, last.options()));
        return true;
      }
    }
    return false;
  }

  /** One of the choices of an order. */
  record Choice(int taken, int options) {
    static Choice at(List<Choice> path, int depth, Supplier<Integer> options) {
      if (depth == path.size()) {
        path.add(new Choice(0, options.get()));
      }
      return path.get(depth);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
