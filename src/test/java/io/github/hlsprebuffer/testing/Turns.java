package io.github.hlsprebuffer.testing;

import io.github.hlsprebuffer.testing.Interleavings.Choice;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One order in which the threads of a scenario take turns: exactly one of them runs at any time.
 * What a scenario does while it is set up, and checks at its end, takes no turns.
 */
public final class Turns {
  private final List<Choice> path;
  private final int maxPreemptions;
  private final List<Strand> strands = new ArrayList<>();
  private final List<Runnable> checks = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private int depth;
  private int preemptions;
  private @Nullable Strand current;
  private @Nullable Throwable failure;

  Turns(List<Choice> path, int maxPreemptions) {
    this.path = path;
    this.maxPreemptions = maxPreemptions;
  }

  /** What a thread of a scenario does. */
  public interface Body {
    /** Runs once; what it throws fails the scenario. */
    void run() throws Exception;
  }

  /** Adds a thread. */
  public void thread(String name, Body body) {
    strands.add(new Strand(name, body));
  }

  /** Adds a check for when all threads have ended. */
  public void atEnd(Runnable check) {
    checks.add(check);
  }

  /** Returns a new lock, at which the threads take turns. */
  public Lock lock() {
    return new TurnLock(this);
  }

  /** Lets another thread go first, or not. */
  public void pause() {
    pauseUntil(() -> true, "");
  }

  /** Lets others go first, or not, and in any case until the condition holds. */
  void pauseUntil(BooleanSupplier isReady, String what) {
    Strand self = current;
    if (self == null) {
      return;
    }
    self.isReady = isReady;
    self.waitsFor = what;
    handOn();
    self.awaitTurn();
  }

  @Nullable Strand current() {
    return current;
  }

  List<Strand> strands() {
    return strands;
  }

  void begin() {
    handOn();
  }

  void check(int order) {
    try {
      if (failure != null) {
        throw failure;
      }
      checks.forEach(Runnable::run);
    } catch (Throwable e) {
      throw new AssertionError("order %d: %s".formatted(order, String.join(" ", trace)), e);
    }
  }

  /** Chooses who goes on, and has it go on. */
  private void handOn() {
    Strand self = current;
    List<Strand> ready = new ArrayList<>();
    boolean canGoOn = self != null && self.canGoOn();
    if (canGoOn) {
      ready.add(self);
    }
    strands.stream().filter(strand -> strand != self && strand.canGoOn()).forEach(ready::add);
    if (ready.isEmpty()) {
      endOrFail();
      return;
    }
    boolean mustGoOn = canGoOn && preemptions == maxPreemptions;
    Strand next = ready.get(ready.size() == 1 || mustGoOn ? 0 : choice(ready.size()));
    preemptions += canGoOn && next != self ? 1 : 0;
    if (next != self) {
      trace.add(next.name);
      current = next;
    }
    next.turn.release();
  }

  private int choice(int options) {
    Choice choice = Choice.at(path, depth, () -> options);
    if (choice.options() != options) {
      throw new IllegalStateException("the scenario is not the same each time");
    }
    depth++;
    return choice.taken();
  }

  private void endOrFail() {
    List<String> stuck = new ArrayList<>();
    for (Strand strand : strands) {
      if (!strand.isOver) {
        stuck.add(strand.name + " waits for " + strand.waitsFor);
      }
    }
    current = null;
    if (!stuck.isEmpty()) {
      fail(new AssertionError("stuck: " + stuck));
    }
  }

  private void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    current = null;
    strands.forEach(strand -> strand.turn.release());
  }

  /** Ends the threads of an order that has failed. */
  private static final class Cancelled extends Error {
    @Serial private static final long serialVersionUID = 1L;
  }

  /** A thread of a scenario. */
  final class Strand {
    private final String name;
    private final Body body;
    private final Semaphore turn = new Semaphore(0);
    private BooleanSupplier isReady = () -> true;
    private String waitsFor = "its first turn";
    private boolean isOver;

    Strand(String name, Body body) {
      this.name = name;
      this.body = body;
    }

    private boolean canGoOn() {
      return !isOver && isReady.getAsBoolean();
    }

    private void awaitTurn() {
      turn.acquireUninterruptibly();
      if (failure != null) {
        throw new Cancelled();
      }
    }

    void run() {
      try {
        awaitTurn();
        body.run();
        isOver = true;
        handOn();
      } catch (Cancelled e) {
        isOver = true;
      } catch (Throwable e) {
        isOver = true;
        fail(e);
      }
    }
  }
}
