package io.github.hlsprebuffer.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fills under way, at most one for each key: what makes many requests for one resource a single
 * one at the origin. Thread-safe.
 */
public final class FillTable {
  private final ConcurrentMap<CacheKey, Fill> fills;
  private final FillMemory memory;

  /** An empty table of fills that may take as much memory as they need. */
  public FillTable() {
    this(new ConcurrentHashMap<>());
  }

  /** An empty table of fills that share a memory. */
  public FillTable(FillMemory memory) {
    this(new ConcurrentHashMap<>(), memory);
  }

  /** A table that is kept in this map, which is empty. */
  FillTable(ConcurrentMap<CacheKey, Fill> fills) {
    this(fills, new FillMemory(Long.MAX_VALUE));
  }

  private FillTable(ConcurrentMap<CacheKey, Fill> fills, FillMemory memory) {
    this.fills = fills;
    this.memory = memory;
  }

  /** What the fills share. */
  public FillMemory memory() {
    return memory;
  }

  /** A reader of the fill for a key, and whether that fill is new and must be set going. */
  public record Ticket(FillReader reader, boolean isNew) {}

  /** Joins the fill for the key; where there is none that can be joined, begins one. */
  public Ticket joinOrBegin(CacheKey key, Supplier<Fill> newFill) {
    Ticket[] ticket = new Ticket[1];
    fills.compute(
        key,
        (k, running) -> {
          FillReader joined = running == null ? null : running.attach(/* leader= */ false);
          if (joined != null) {
            ticket[0] = new Ticket(joined, /* isNew= */ false);
            return running;
          }
          Fill begun = newFill.get();
          FillReader leader = begun.attach(/* leader= */ true);
          if (leader == null) {
            throw new IllegalStateException("a new fill refuses its reader");
          }
          ticket[0] = new Ticket(leader, /* isNew= */ true);
          return replacing(running, begun);
        });
    // Not before: whoever hears of it may begin other fills.
    ticket[0].reader().fill().tellOfFirstReader();
    return ticket[0];
  }

  /** A reader of the running fill for the key, or null. */
  public @Nullable FillReader join(CacheKey key) {
    Fill running = fills.get(key);
    FillReader joined = running == null ? null : running.attach(/* leader= */ false);
    if (joined != null) {
      joined.fill().tellOfFirstReader();
    }
    return joined;
  }

  /** Puts a fill into the table, unless there is one for its key; returns whether it did. */
  public boolean begin(Fill fill) {
    return beginUnless(fill, () -> false);
  }

  /**
   * The same, unless what is asked then says that it is needless. Nobody can join the fill before
   * that is known, and the one before it has left the table.
   */
  public boolean beginUnless(Fill fill, BooleanSupplier isNeedless) {
    return fills.compute(
            fill.key(),
            (key, running) -> {
              if (running != null) {
                return running;
              }
              return isNeedless.getAsBoolean() ? null : replacing(null, fill);
            })
        == fill;
  }

  private Fill replacing(@Nullable Fill before, Fill fill) {
    if (before != null) {
      before.left();
    }
    fill.entered(memory);
    return fill;
  }

  /** Whether a fill for the key is under way. */
  public boolean contains(CacheKey key) {
    return fills.containsKey(key);
  }

  /** Takes this very fill out; a newer one for the same key stays. */
  public void remove(Fill fill) {
    fills.remove(fill.key(), fill);
    fill.left();
  }

  /** Takes the fill for the key out, if there is one: those who read it go on, nobody joins. */
  public void abandon(CacheKey key) {
    Fill running = fills.remove(key);
    if (running != null) {
      running.stopKeeping();
      running.left();
    }
  }

  /** The same for all fills. */
  public void abandonAll() {
    abandonAll(key -> true);
  }

  /** The same for all fills whose keys are such. */
  public void abandonAll(Predicate<CacheKey> which) {
    fills.keySet().stream().filter(which).forEach(this::abandon);
  }

  /** Number of fills under way. */
  public int size() {
    return fills.size();
  }

  /**
   * Ends fills to which nothing has been added during so many calls of this, or next to nothing
   * where nobody reads them. A fetch ends by its own time-outs, unless its origin sends a byte now
   * and then; a host application may never say that it has given up.
   *
   * @param blockingCalls the same for fills that may block
   */
  public void failIdle(int calls, int blockingCalls) {
    for (Fill fill : fills.values()) {
      if (fill.checkIdle() >= (fill.mayBlock() ? blockingCalls : calls)) {
        fill.giveUp(new FillException(FillException.Reason.STALLED, "Idle: " + fill.key().uri()));
        remove(fill);
      }
    }
  }

  /** Ends all fills. */
  public void failAll(FillException cause) {
    failAll(key -> true, cause);
  }

  /** Ends all fills whose keys are such. */
  public void failAll(Predicate<CacheKey> which, FillException cause) {
    for (Fill fill : fills.values()) {
      if (which.test(fill.key())) {
        fill.fail(cause);
        remove(fill);
      }
    }
  }
}
