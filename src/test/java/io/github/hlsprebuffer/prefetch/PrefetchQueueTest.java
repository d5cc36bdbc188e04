package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What begins next, beside a list that is searched from end to end each time. */
final class PrefetchQueueTest {
  private static final int STEPS = 3_000;

  private final PrefetchQueue queue = new PrefetchQueue();
  private final List<PrefetchEntry> waiting = new ArrayList<>();
  private final List<Begun> underWay = new ArrayList<>();
  private final List<RecordingOwner> owners = List.of(owner(1), owner(2), owner(5));
  private SplittableRandom random = new SplittableRandom(0);
  private long entries;

  /** An entry that was taken out, and whose place in its lane it has. */
  private record Begun(PrefetchEntry entry, DemandOwner owner, String origin) {}

  private static RecordingOwner owner(int maxFetches) {
    RecordingOwner owner = new RecordingOwner();
    owner.maxFetches = maxFetches;
    return owner;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void takeNext_amongManyChanges_isTheSoonestThatMayBegin(long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < STEPS; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> add();
        case 3, 4 -> reposition();
        case 5 -> remove();
        case 6 -> take();
        default -> end();
      }
    }
    while (!waiting.isEmpty()) {
      take();
      end();
    }
    while (!underWay.isEmpty()) {
      end();
    }
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.origins()).isEmpty();
  }

  @Test
  void leave_itsOwnerHasOneUnderWay_anotherOfItsNameBeginsAnew() {
    DemandOwner owner = owners.get(0);
    PrefetchEntry first = entry(1);
    first.wish(owner, first.soonest());
    queue.add(first);
    assertThat(queue.takeNext(any -> true)).isSameAs(first);
    PrefetchEntry second = entry(2);
    second.wish(owner, second.soonest());
    queue.add(second);
    assertThat(queue.takeNext(any -> true)).as("more than it may").isNull();
    queue.remove(second);
    queue.leave(owner);
    queue.add(second);
    assertThat(queue.takeNext(any -> true)).isSameAs(second);
    queue.ended(first);
    queue.ended(second);
    assertThat(queue.isEmpty()).isTrue();
  }

  private PrefetchEntry entry(long dueNanos) {
    String origin = "http://" + random.nextInt(2) + ".test";
    PrefetchWish wish =
        PrefetchWish.predicted(Workbench.at(origin, entries + ".ts", Kind.SEGMENT), dueNanos);
    return new PrefetchEntry(wish, entries++, new PrebufferMetrics());
  }

  /** Many at the same time. */
  private long anyTime() {
    return random.nextInt(-20, 20);
  }

  private void add() {
    PrefetchEntry entry = entry(anyTime());
    entry.wish(anyOwner(), entry.soonest());
    queue.add(entry);
    waiting.add(entry);
  }

  private void reposition() {
    if (!waiting.isEmpty()) {
      PrefetchEntry entry = waiting.get(random.nextInt(waiting.size()));
      assertThat(queue.remove(entry)).isTrue();
      entry.wish(anyOwner(), PrefetchWish.predicted(entry.resource(), anyTime()));
      queue.add(entry);
    }
  }

  private void remove() {
    if (!waiting.isEmpty()) {
      PrefetchEntry entry = waiting.remove(random.nextInt(waiting.size()));
      assertThat(queue.remove(entry)).isTrue();
      assertThat(queue.remove(entry)).isFalse();
    }
  }

  private void take() {
    PrefetchEntry soonest = soonest();
    assertThat(queue.isEmpty()).isEqualTo(soonest == null);
    assertThat(queue.takeNext(any -> true)).isSameAs(soonest);
    if (soonest != null) {
      waiting.remove(soonest);
      underWay.add(new Begun(soonest, soonest.owner(), soonest.origin()));
    }
  }

  private @Nullable PrefetchEntry soonest() {
    return waiting.stream().filter(this::mayBegin).min(PrefetchEntry.SOONEST_FIRST).orElse(null);
  }

  private boolean mayBegin(PrefetchEntry entry) {
    long ofItsLane =
        underWay.stream()
            .filter(begun -> begun.owner == entry.owner() && begun.origin.equals(entry.origin()))
            .count();
    return ofItsLane < entry.owner().maxFetches();
  }

  private void end() {
    if (!underWay.isEmpty()) {
      queue.ended(underWay.remove(random.nextInt(underWay.size())).entry());
    }
  }

  private DemandOwner anyOwner() {
    return owners.get(random.nextInt(owners.size()));
  }
}
