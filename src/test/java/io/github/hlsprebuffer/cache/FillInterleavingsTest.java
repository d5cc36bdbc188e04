package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.TurnBench.LENGTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.FillTable.Ticket;
import io.github.hlsprebuffer.cache.TurnBench.Ending;
import io.github.hlsprebuffer.cache.TurnBench.Window;
import io.github.hlsprebuffer.testing.Interleavings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Writers, readers and those who end fills, in every order in which they can take turns: a reader
 * sees the right bytes and then the end or an error, nobody waits for what never comes, there is
 * one fill for a key at a time, and none that nobody holds.
 */
final class FillInterleavingsTest {
  /** A few seconds for each more of them become minutes. */
  private static final int MORE_PREEMPTIONS = Integer.getInteger("test.morePreemptions", 0);

  private final TestInfo test;

  FillInterleavingsTest(TestInfo test) {
    this.test = test;
  }

  /** How a reader waits. */
  private enum Waiting {
    WITH_A_THREAD,
    WITHOUT_A_THREAD;

    Ending read(TurnBench bench, FillReader reader) {
      return switch (this) {
        case WITH_A_THREAD -> bench.read(reader);
        case WITHOUT_A_THREAD -> bench.follow(reader);
      };
    }
  }

  private void explore(int maxPreemptions, Consumer<TurnBench> scenario) {
    int preemptions = maxPreemptions + MORE_PREEMPTIONS;
    try (Interleavings interleavings = new Interleavings(preemptions)) {
      int orders = interleavings.explore(turns -> scenario.accept(new TurnBench(turns)));
      System.out.printf(
          "%s %s: %d orders with %d preemptions at most%n",
          test.getTestMethod().orElseThrow().getName(), test.getDisplayName(), orders, preemptions);
    }
  }

  @ParameterizedTest
  @EnumSource
  void joinOrBegin_whileTheFillCompletes_thereIsOneAndAllGetTheWhole(Waiting waiting) {
    explore(
        2,
        bench -> {
          List<Ending> endings = new ArrayList<>();
          for (String viewer : List.of("one", "two")) {
            bench.turns.thread(
                viewer,
                () -> {
                  Ticket ticket = bench.table.joinOrBegin(Fills.KEY, bench::begin);
                  FillReader reader = ticket.reader();
                  if (ticket.isNew()) {
                    assertThat(bench.isStored()).as("begun").isEqualTo(bench.begun() == 2);
                    bench.writeAndStore(reader.fill());
                  }
                  endings.add(waiting.read(bench, reader));
                });
          }
          bench.turns.atEnd(
              () -> {
                assertThat(endings).hasSize(2).allMatch(Ending::isWhole);
                assertThat(bench.isStored()).isTrue();
                assertThat(bench.table.size()).isZero();
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  void joinOrBegin_whileTheFillFails_joinersSeeItAndOthersBeginAnew(Waiting waiting) {
    explore(
        2,
        bench -> {
          Ticket first = bench.table.joinOrBegin(Fills.KEY, bench::begin);
          Fill failing = first.reader().fill();
          bench.turns.thread("leader", () -> assertFailed(waiting.read(bench, first.reader())));
          bench.turns.thread(
              "writer",
              () -> {
                bench.head(failing);
                assertThat(bench.append(failing, 0, 2)).isTrue();
                failing.fail(new FillException(Reason.ORIGIN_FAILED, "broken off"));
                bench.end(failing);
              });
          bench.turns.thread(
              "joiner",
              () -> {
                Ticket ticket = bench.table.joinOrBegin(Fills.KEY, () -> bench.fill(LENGTH));
                if (ticket.isNew()) {
                  assertThat(failing.failureReason()).isEqualTo(Reason.ORIGIN_FAILED);
                  bench.write(ticket.reader().fill());
                  bench.table.remove(ticket.reader().fill());
                  assertThat(waiting.read(bench, ticket.reader()).isWhole()).isTrue();
                } else {
                  assertFailed(waiting.read(bench, ticket.reader()));
                }
              });
          bench.turns.atEnd(() -> assertThat(bench.table.size()).isZero());
        });
  }

  private static void assertFailed(Ending ending) {
    assertThat(ending.reason()).isEqualTo(Reason.ORIGIN_FAILED);
    assertThat(ending.bytes()).isIn(0L, 2L);
  }

  /** A body that is too large to be kept goes on for as long as anybody reads it. */
  @Test
  void close_readersOfAFillThatIsNotKept_itIsAbandonedWithTheLast() {
    explore(
        3,
        bench -> {
          Fill fill = bench.fill(1);
          int[] abandoned = new int[1];
          boolean[] isWhole = new boolean[1];
          fill.connect(bytes -> {}, () -> abandoned[0]++);
          FillReader first = Fills.leader(fill);
          FillReader second = Fills.joiner(fill);
          bench.turns.thread(
              "writer",
              () -> {
                bench.write(fill);
                isWhole[0] = fill.failureReason() == null;
              });
          bench.turns.thread(
              "first",
              () -> {
                if (bench.readOnce(first)) {
                  first.close();
                }
              });
          bench.turns.thread("second", second::close);
          bench.turns.atEnd(
              () -> {
                assertThat(fill.isRead()).isFalse();
                assertThat(fill.isKeptWhole()).isFalse();
                assertThat(abandoned[0]).isLessThanOrEqualTo(1);
                assertThat(abandoned[0] == 1 || isWhole[0]).as("ended").isTrue();
                assertThat(fill.failureReason()).isIn(null, Reason.CANCELLED);
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  void abandon_whileOthersJoin_whoHasJoinedGetsTheWhole(Waiting waiting) {
    explore(
        2,
        bench -> {
          Fill fill = bench.fill(LENGTH);
          assertThat(bench.table.begin(fill)).isTrue();
          boolean[] isAbandoned = new boolean[1];
          boolean[] isJoined = new boolean[1];
          bench.turns.thread(
              "writer",
              () -> {
                bench.write(fill);
                bench.table.remove(fill);
              });
          bench.turns.thread(
              "joiner",
              () -> {
                boolean isLate = isAbandoned[0];
                FillReader reader = bench.table.join(Fills.KEY);
                assertThat(isLate && reader != null).as("joined what is outdated").isFalse();
                if (reader != null) {
                  isJoined[0] = true;
                  assertThat(waiting.read(bench, reader).isWhole()).isTrue();
                }
              });
          bench.turns.thread(
              "abandoner",
              () -> {
                bench.table.abandon(Fills.KEY);
                isAbandoned[0] = true;
              });
          bench.turns.atEnd(
              () -> {
                assertThat(bench.table.size()).isZero();
                assertThat(fill.failureReason()).isIn(null, Reason.CANCELLED);
                assertThat(isJoined[0] && fill.failureReason() != null).isFalse();
              });
        });
  }

  /** What is outdated while it is on its way is not stored in the end. */
  @Test
  void abandon_whileTheFillIsStored_nothingStays() {
    explore(
        2,
        bench -> {
          Ticket ticket = bench.table.joinOrBegin(Fills.KEY, bench::begin);
          bench.turns.thread("writer", () -> bench.writeAndStore(ticket.reader().fill()));
          bench.turns.thread(
              "reader", () -> assertThat(bench.read(ticket.reader()).isWhole()).isTrue());
          bench.turns.thread(
              "outdater",
              () -> {
                bench.table.abandon(Fills.KEY);
                bench.store(false);
              });
          bench.turns.atEnd(
              () -> {
                assertThat(bench.isStored()).isFalse();
                assertThat(bench.table.size()).isZero();
              });
        });
  }

  /** The writer has a window of three bytes; blocks are let go of behind the slowest reader. */
  @ParameterizedTest
  @EnumSource
  void read_whileAWriterWithAWindowAppends_bothGetToTheEnd(Waiting waiting) {
    explore(
        1,
        bench -> {
          Fill fill = bench.fill(1);
          Window window = bench.new Window(3);
          fill.connect(window::grant, () -> {});
          FillReader first = Fills.leader(fill);
          FillReader second = Fills.joiner(fill);
          bench.turns.thread("writer", () -> window.write(fill, 2));
          bench.turns.thread(
              "first", () -> assertThat(waiting.read(bench, first).isWhole()).isTrue());
          bench.turns.thread("second", () -> assertThat(bench.read(second).isWhole()).isTrue());
          bench.turns.atEnd(() -> assertThat(window.bytes()).as("credit").isEqualTo(3));
        });
  }

  /** A reader that leaves must not leave the writer waiting for it. */
  @ParameterizedTest
  @EnumSource
  void close_slowReaderOfAWindow_theOtherGetsToTheEnd(Waiting waiting) {
    explore(
        2,
        bench -> {
          Fill fill = bench.fill(1);
          Window window = bench.new Window(2);
          fill.connect(window::grant, () -> {});
          FillReader staying = Fills.leader(fill);
          FillReader leaving = Fills.joiner(fill);
          bench.turns.thread("writer", () -> window.write(fill, 1));
          bench.turns.thread(
              "staying", () -> assertThat(waiting.read(bench, staying).isWhole()).isTrue());
          bench.turns.thread("leaving", leaving::close);
        });
  }

  /** What an origin sends that does not keep to the length it has announced. */
  private enum Misannounced {
    SHORTER(LENGTH - 1),
    LONGER(LENGTH + 1);

    private final int sentBytes;

    Misannounced(int sentBytes) {
      this.sentBytes = sentBytes;
    }
  }

  @ParameterizedTest
  @EnumSource
  void read_announcedLengthIsNotKept_rightBytesAndThenAnError(Misannounced how) {
    explore(
        2,
        bench -> {
          Fill fill = bench.fill(2 * LENGTH);
          FillReader leader = Fills.leader(fill);
          bench.turns.thread(
              "writer",
              () -> {
                bench.head(fill);
                assertThat(bench.append(fill, 0, 3)).isTrue();
                boolean isTaken = bench.append(fill, 3, how.sentBytes);
                assertThat(isTaken).isEqualTo(how == Misannounced.SHORTER);
                fill.complete();
              });
          bench.turns.thread("leader", () -> assertMisannounced(how, bench.read(leader)));
          bench.turns.thread(
              "joiner",
              () -> {
                FillReader reader = fill.attach(/* leader= */ false);
                if (reader != null) {
                  assertMisannounced(how, bench.follow(reader));
                }
              });
          bench.turns.atEnd(
              () -> {
                assertThat(fill.isKeptWhole()).isFalse();
                assertThat(fill.failureReason()).isEqualTo(Reason.ORIGIN_FAILED);
              });
        });
  }

  private static void assertMisannounced(Misannounced how, Ending ending) {
    assertThat(ending.reason()).isEqualTo(Reason.ORIGIN_FAILED);
    assertThat(ending.bytes()).isLessThanOrEqualTo(Math.min(how.sentBytes, LENGTH));
  }

  /** Either the reader has it, or it is cancelled and the reader never had it. */
  @Test
  void cancelIfUnread_whileOthersJoinAndLeave_neverUnderAReader() {
    explore(
        2,
        bench -> {
          Fill fill = bench.fill(LENGTH);
          @Nullable Boolean[] cancelled = new Boolean[1];
          bench.table.begin(fill);
          bench.turns.thread("canceller", () -> cancelled[0] = fill.cancelIfUnread());
          bench.turns.thread(
              "joiner",
              () -> {
                FillReader reader = bench.table.join(Fills.KEY);
                if (reader != null) {
                  Ending ending = bench.read(reader);
                  assertThat(ending.isWhole()).isTrue();
                }
              });
          bench.turns.thread(
              "writer",
              () -> {
                bench.write(fill);
                bench.table.remove(fill);
              });
          bench.turns.atEnd(
              () -> {
                boolean isCancelled = fill.failureReason() == Reason.CANCELLED;
                assertThat(isCancelled).isEqualTo(Objects.requireNonNull(cancelled[0]));
              });
        });
  }
}
