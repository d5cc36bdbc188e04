package io.github.hlsprebuffer.bench.player;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what visitors see. Thread-safe. */
public final class VisitTally {
  private static final int MOST_WRONGS = 100;

  private final Map<Outcome, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final AtomicLong visits = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final List<String> wrongs = new CopyOnWriteArrayList<>();

  void visit() {
    visits.incrementAndGet();
  }

  void add(Outcome outcome, long bodyBytes) {
    outcomes.computeIfAbsent(outcome, first -> new LongAdder()).increment();
    bytes.addAndGet(bodyBytes);
  }

  void wrong(String what) {
    if (wrongs.size() < MOST_WRONGS) {
      wrongs.add(what);
    }
  }

  /** How many viewers have come. */
  public long visits() {
    return visits.get();
  }

  /** How many bytes of bodies they have got. */
  public long bytes() {
    return bytes.get();
  }

  /** How many requests have been answered. */
  public long requests() {
    return outcomes.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** How many requests had which outcome. */
  public Map<Outcome, Long> outcomes() {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      LongAdder counted = outcomes.get(outcome);
      counts.put(outcome, counted == null ? 0 : counted.sum());
    }
    return Collections.unmodifiableMap(counts);
  }

  /** What must never be: wrong bytes, bodies that look whole and are not, silence. */
  public List<String> wrongs() {
    return List.copyOf(wrongs);
  }
}
