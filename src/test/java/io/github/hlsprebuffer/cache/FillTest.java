package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Fills.HEAD;
import static io.github.hlsprebuffer.cache.Fills.KEY;
import static io.github.hlsprebuffer.cache.Fills.announcing;
import static io.github.hlsprebuffer.cache.Fills.append;
import static io.github.hlsprebuffer.cache.Fills.begun;
import static io.github.hlsprebuffer.cache.Fills.joiner;
import static io.github.hlsprebuffer.cache.Fills.leader;
import static io.github.hlsprebuffer.cache.Fills.next;
import static io.github.hlsprebuffer.cache.Fills.readAll;
import static io.github.hlsprebuffer.cache.Fills.readReady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.testing.Bodies;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FillTest {
  private static final byte[] BODY = Bodies.body(1, 25);

  private static Reason reasonOf(ThrowingCallable code) {
    FillException e = catchThrowableOfType(FillException.class, code);
    assertThat(e).as("a FillException").isNotNull();
    return e.reason();
  }

  @Test
  void read_bytesAppended_comeInOrderAndAtOnce() throws Exception {
    Fill fill = begun(10, 100, HEAD);
    try (FillReader reader = leader(fill)) {
      assertThat(reader.isReady()).isFalse();
      append(fill, BODY, 0, 3);
      assertThat(reader.isReady()).isTrue();
      assertThat(next(reader)).isEqualTo(new byte[] {BODY[0], BODY[1], BODY[2]});
      assertThat(reader.position()).isEqualTo(3);
      append(fill, BODY, 3, 25);
      fill.complete();

      assertThat(readAll(reader, Duration.ZERO)).isEqualTo(Arrays.copyOfRange(BODY, 3, 25));
      assertThat(next(reader)).as("after the end").isNull();
    }
  }

  @Test
  void read_joinersAtAnyTime_getTheBodyFromItsFirstByte() throws Exception {
    Fill fill = begun(10, 100, HEAD);
    try (FillReader before = joiner(fill)) {
      append(fill, BODY, 0, 17);
      try (FillReader during = joiner(fill)) {
        append(fill, BODY, 17, 25);
        fill.complete();
        try (FillReader after = joiner(fill)) {
          assertThat(readAll(before, Duration.ZERO)).isEqualTo(BODY);
          assertThat(readAll(during, Duration.ZERO)).isEqualTo(BODY);
          assertThat(readAll(after, Duration.ZERO)).isEqualTo(BODY);
        }
      }
    }
  }

  @Test
  void select_aPart_readsThatAsItComes() throws Exception {
    Fill fill = begun(10, 100, HEAD);
    append(fill, BODY, 0, 8);
    try (FillReader reader = joiner(fill)) {
      reader.select(new ByteInterval(5, 21));
      assertThat(next(reader)).isEqualTo(Arrays.copyOfRange(BODY, 5, 8));
      assertThat(reader.isReady()).isFalse();
      append(fill, BODY, 8, 24);

      assertThat(readAll(reader, Duration.ZERO)).isEqualTo(Arrays.copyOfRange(BODY, 8, 22));
      assertThat(reader.isReady()).as("the end is there").isTrue();
      assertThat(next(reader)).isNull();
    }
  }

  @Test
  void select_aPartAhead_doesNotHoldTheWriterBack() throws Exception {
    AtomicLong granted = new AtomicLong();
    Fill fill = Fill.passing(KEY, 10);
    fill.connect(granted::addAndGet, () -> {});
    try (FillReader reader = leader(fill)) {
      fill.begin(HEAD, /* isShareable= */ false, HttpFields.EMPTY);
      reader.select(new ByteInterval(20, 24));
      append(fill, BODY, 0, 18);
      assertThat(granted).hasValue(18);
      append(fill, BODY, 18, 25);

      assertThat(readAll(reader, Duration.ZERO)).isEqualTo(Arrays.copyOfRange(BODY, 20, 25));
      assertThat(granted).hasValue(25);
    }
  }

  @Test
  void read_sliceHandedOut_staysAsItIsWhenMoreArrives() throws Exception {
    Fill fill = begun(10, 100, HEAD);
    try (FillReader reader = leader(fill)) {
      append(fill, BODY, 0, 4);
      Slice slice = reader.read(Duration.ZERO);
      append(fill, BODY, 4, 25);

      assertThat(slice).isNotNull();
      assertThat(slice.length()).isEqualTo(4);
      assertThat(Fills.bytes(slice)).isEqualTo(Bodies.body(1, 4));
    }
  }

  @Test
  void read_nothingInTime_isStalledAndCanGoOnLater() throws Exception {
    Fill fill = begun(10, 100, HEAD);
    try (FillReader reader = leader(fill)) {
      assertThat(reasonOf(() -> reader.read(Duration.ZERO))).isEqualTo(Reason.STALLED);
      assertThat(reasonOf(() -> reader.read(Duration.ofNanos(1)))).isEqualTo(Reason.STALLED);
      append(fill, BODY, 0, 1);
      assertThat(next(reader)).containsExactly(BODY[0]);
    }
  }

  @Test
  void read_failureInMidBody_comesAfterTheBytesThatHadArrived() throws Exception {
    Fill fill = begun(10, 100, announcing(25));
    try (FillReader reader = leader(fill);
        FillReader other = joiner(fill)) {
      append(fill, BODY, 0, 13);
      FillException cause = new FillException(Reason.ORIGIN_FAILED, "broken off");
      fill.fail(cause);

      assertThat(readReady(reader)).isEqualTo(Bodies.body(1, 13));
      assertThatThrownBy(() -> reader.read(Duration.ZERO)).hasCause(cause).hasMessage("broken off");
      assertThat(reasonOf(() -> reader.read(Duration.ZERO))).isEqualTo(Reason.ORIGIN_FAILED);
      assertThat(readReady(other)).isEqualTo(Bodies.body(1, 13));
      assertThat(reasonOf(() -> other.read(Duration.ZERO))).isEqualTo(Reason.ORIGIN_FAILED);
    }
  }

  @Test
  void fail_twiceOrAfterTheEnd_keepsTheFirstOutcome() throws Exception {
    Fill failed = begun(10, 100, HEAD);
    failed.fail(new FillException(Reason.ORIGIN_TIMED_OUT, "first"));
    failed.fail(new FillException(Reason.CANCELLED, "second"));
    failed.complete();
    assertThat(failed.failureReason()).isEqualTo(Reason.ORIGIN_TIMED_OUT);
    assertThat(failed.isKeptWhole()).isFalse();
    assertThat(append(failed, BODY, 0, 1)).isFalse();
    assertThat(failed.attach(/* leader= */ false)).isNull();

    Fill complete = begun(10, 100, HEAD);
    append(complete, BODY, 0, 25);
    complete.complete();
    complete.fail(new FillException(Reason.CANCELLED, "late"));
    assertThat(complete.failureReason()).isNull();
    try (FillReader reader = joiner(complete)) {
      assertThat(readAll(reader, Duration.ZERO)).isEqualTo(BODY);
    }
  }

  @Test
  void awaitHead_arrivedOrNotOrFailed_isThatOrTheReason() throws Exception {
    Fill fill = Fill.keeping(KEY, 10, 100, /* prefetch= */ true);
    try (FillReader reader = joiner(fill)) {
      assertThat(fill.head()).isNull();
      assertThat(reasonOf(() -> reader.awaitHead(HttpFields.EMPTY, Duration.ZERO)))
          .isEqualTo(Reason.STALLED);
      fill.begin(HEAD, /* isShareable= */ true, HttpFields.EMPTY);
      assertThat(reader.awaitHead(HttpFields.EMPTY, Duration.ZERO)).isSameAs(HEAD);
      assertThat(fill.head()).isSameAs(HEAD);
      fill.fail(new FillException(Reason.ORIGIN_TIMED_OUT, "silent"));
      assertThat(reasonOf(() -> reader.awaitHead(HttpFields.EMPTY, Duration.ZERO)))
          .isEqualTo(Reason.ORIGIN_TIMED_OUT);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "10, 1", "11, 2", "20, 2", "25, 3"})
  void wholeBlocks_completeFill_areFullButTheLast(int length, int blocks) {
    for (boolean announced : new boolean[] {true, false}) {
      Fill fill = begun(10, 100, announced ? announcing(length) : HEAD);
      append(fill, BODY, 0, length);
      fill.complete();

      assertThat(fill.isKeptWhole()).isTrue();
      assertThat(fill.received()).isEqualTo(length);
      List<byte[]> whole = fill.wholeBlocks();
      assertThat(whole).hasSize(blocks);
      for (int i = 0; i < blocks; i++) {
        assertThat(whole.get(i))
            .isEqualTo(Arrays.copyOfRange(BODY, i * 10, Math.min(length, i * 10 + 10)));
      }
    }
  }

  @Test
  void wholeBlocks_notWholeYet_areNone() {
    for (ResponseHead head : List.of(HEAD, announcing(26))) {
      Fill fill = begun(10, 100, head);
      append(fill, BODY, 0, 25);

      assertThat(fill.wholeBlocks()).isNull();
    }
  }

  @Test
  void wholeBlocks_allThatWasAnnounced_areThereBeforeTheWriterSaysSo() {
    Fill fill = begun(10, 100, announcing(25));
    append(fill, BODY, 0, 25);

    assertThat(fill.wholeBlocks()).hasSize(3);
    assertThat(fill.append(ByteBuffer.allocate(1))).isFalse();
    assertThat(fill.wholeBlocks()).as("longer than announced").isNull();
  }

  @Test
  void wholeBlocks_notToBeKeptAnyMore_areNoneAndReadersGoOn() throws Exception {
    FillTable table = new FillTable();
    FillTable.Ticket ticket = table.joinOrBegin(KEY, () -> Fill.keeping(KEY, 10, 100, false));
    Fill fill = ticket.reader().fill();
    fill.begin(HEAD, /* isShareable= */ true, HttpFields.EMPTY);
    append(fill, BODY, 0, 15);

    table.abandonAll();
    append(fill, BODY, 15, 25);
    fill.complete();

    assertThat(table.join(KEY)).isNull();
    assertThat(fill.wholeBlocks()).isNull();
    assertThat(readAll(ticket.reader(), Duration.ZERO)).hasSize(25);
  }

  @Test
  void abandon_nobodyReads_endsTheFill() {
    FillTable table = new FillTable();
    Fill fill = Fill.keeping(KEY, 10, 100, /* prefetch= */ true);
    table.begin(fill);

    table.abandon(KEY);

    assertThat(fill.failureReason()).isEqualTo(FillException.Reason.CANCELLED);
    assertThat(table.size()).isZero();
  }

  @Test
  void append_longerThanAnnounced_failsAfterWhatFitted() throws Exception {
    Fill fill = begun(10, 100, announcing(20));
    try (FillReader reader = leader(fill)) {
      assertThat(append(fill, BODY, 0, 20)).isTrue();
      assertThat(append(fill, BODY, 20, 21)).isFalse();
      fill.complete();

      assertThat(readReady(reader)).isEqualTo(Bodies.body(1, 20));
      assertThat(reasonOf(() -> reader.read(Duration.ZERO))).isEqualTo(Reason.ORIGIN_FAILED);
      assertThat(fill.isKeptWhole()).isFalse();
    }
  }

  @Test
  void complete_shorterThanAnnounced_isAFailure() throws Exception {
    Fill fill = begun(10, 100, announcing(25));
    try (FillReader reader = leader(fill)) {
      append(fill, BODY, 0, 24);
      fill.complete();

      assertThat(readReady(reader)).isEqualTo(Bodies.body(1, 24));
      assertThat(reasonOf(() -> reader.read(Duration.ZERO))).isEqualTo(Reason.ORIGIN_FAILED);
      assertThat(fill.isKeptWhole()).isFalse();
    }
  }

  /** The answer to a HEAD request announces the length of a body that does not come. */
  @Test
  void complete_passingFillWithoutItsAnnouncedBody_isNoFailure() throws Exception {
    Fill fill = Fill.passing(KEY, 10);
    try (FillReader reader = leader(fill)) {
      fill.begin(announcing(25), /* isShareable= */ false, HttpFields.EMPTY);
      fill.complete();

      assertThat(next(reader)).isNull();
    }
  }

  @Test
  void credit_ofAFillThatKeepsAll_isGivenAtOnce() {
    Fill fill = begun(10, 100, HEAD);
    AtomicLong credit = new AtomicLong();
    fill.connect(credit::addAndGet, () -> {});
    append(fill, BODY, 0, 7);
    append(fill, BODY, 7, 25);

    assertThat(credit).hasValue(25);
  }

  @Test
  void close_readerOfAFillThatKeepsAll_breaksNothingForOthers() throws Exception {
    Fill fill = begun(10, 100, HEAD);
    fill.connect(bytes -> {}, () -> assertThat(false).as("abandoned").isTrue());
    FillReader leaving = leader(fill);
    try (FillReader staying = joiner(fill)) {
      append(fill, BODY, 0, 5);
      leaving.close();
      append(fill, BODY, 5, 25);
      fill.complete();

      assertThat(readAll(staying, Duration.ZERO)).isEqualTo(BODY);
    }
    assertThat(fill.isRead()).isFalse();
    assertThat(fill.wasRead()).isTrue();
    assertThat(fill.isKeptWhole()).isTrue();
  }

  @Test
  void checkIdle_callsWithoutProgress_areCounted() {
    Fill fill = begun(10, 100, HEAD);
    FillReader reader = leader(fill);
    assertThat(fill.checkIdle()).isEqualTo(1);
    assertThat(fill.checkIdle()).isEqualTo(2);
    append(fill, BODY, 0, 1);
    assertThat(fill.checkIdle()).isZero();
    assertThat(fill.checkIdle()).isEqualTo(1);
    fill.complete();
    assertThat(fill.checkIdle()).isZero();
    reader.close();
  }
}
