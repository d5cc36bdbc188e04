package io.github.hlsprebuffer.testing;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A lock at which the threads of a scenario take turns: before it is taken, and after. */
final class TurnLock implements Lock {
  private final Turns turns;
  private Turns.@Nullable Strand holder;
  private int holds;

  TurnLock(Turns turns) {
    this.turns = turns;
  }

  @Override
  public void lock() {
    if (holder == null || holder != turns.current()) {
      turns.pauseUntil(() -> holds == 0, "a lock");
      holder = turns.current();
    }
    holds++;
  }

  @Override
  public void unlock() {
    if (--holds == 0) {
      holder = null;
      turns.pause();
    }
  }

  @Override
  public Condition newCondition() {
    return new TurnCondition();
  }

  @Override
  public void lockInterruptibly() {
    lock();
  }

  @Override
  public boolean tryLock() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  /** Without time, so that nobody is woken but by a signal. */
  private final class TurnCondition implements Condition {
    private final List<boolean[]> waiting = new ArrayList<>();

    private void standBy() {
      boolean[] isSignalled = new boolean[1];
      waiting.add(isSignalled);
      int held = holds;
      holds = 0;
      holder = null;
      turns.pauseUntil(() -> isSignalled[0] && holds == 0, "a signal");
      holder = turns.current();
      holds = held;
    }

    @Override
    public void await() {
      standBy();
    }

    @Override
    public long awaitNanos(long nanosTimeout) {
      standBy();
      return nanosTimeout;
    }

    @Override
    public void awaitUninterruptibly() {
      standBy();
    }

    @Override
    public boolean await(long time, TimeUnit unit) {
      standBy();
      return true;
    }

    @Override
    public boolean awaitUntil(Date deadline) {
      standBy();
      return true;
    }

    @Override
    public void signal() {
      if (!waiting.isEmpty()) {
        waiting.remove(0)[0] = true;
      }
    }

    @Override
    public void signalAll() {
      waiting.forEach(isSignalled -> isSignalled[0] = true);
      waiting.clear();
    }
  }
}
