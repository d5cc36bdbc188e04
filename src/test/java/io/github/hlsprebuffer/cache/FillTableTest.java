package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Fills.KEY;
import static io.github.hlsprebuffer.cache.Fills.LONG;
import static io.github.hlsprebuffer.cache.Fills.append;
import static io.github.hlsprebuffer.cache.Fills.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.FillTable.Ticket;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FillTableTest {
  private static final CacheKey OTHER = new CacheKey("http://o/2.ts", /* range= */ null, "");
  private static final byte[] BODY = Bodies.body(5, 100);

  private final FillTable table = new FillTable();

  private static Fill keeping(CacheKey key) {
    return Fill.keeping(key, 16, 1000, /* prefetch= */ false);
  }

  @Test
  void joinOrBegin_twentyThreadsAtOnce_beginOneFillThatAllRead() throws Exception {
    int viewers = 20;
    AtomicInteger created = new AtomicInteger();
    CyclicBarrier start = new CyclicBarrier(viewers);
    ExecutorService threads = Executors.newFixedThreadPool(viewers);
    try {
      List<Future<byte[]>> bodies = new ArrayList<>();
      for (int i = 0; i < viewers; i++) {
        bodies.add(threads.submit(() -> joinAndRead(start, created)));
      }
      for (Future<byte[]> body : bodies) {
        assertThat(body.get(30, TimeUnit.SECONDS)).isEqualTo(BODY);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(created).hasValue(1);
    assertThat(table.size()).isEqualTo(1);
  }

  /** The one who began it writes it, as a viewer's thread never would, but another one. */
  private byte[] joinAndRead(CyclicBarrier start, AtomicInteger created) throws Exception {
    start.await(30, TimeUnit.SECONDS);
    Ticket ticket =
        table.joinOrBegin(
            KEY,
            () -> {
              created.incrementAndGet();
              return keeping(KEY);
            });
    try (FillReader reader = ticket.reader()) {
      assertThat(reader.isLeader()).isEqualTo(ticket.isNew());
      if (ticket.isNew()) {
        reader.fill().begin(Fills.announcing(100), /* isShareable= */ true, HttpFields.EMPTY);
        append(reader.fill(), BODY, 0, 33);
        append(reader.fill(), BODY, 33, 100);
        reader.fill().complete();
      }
      reader.awaitHead(HttpFields.EMPTY, LONG);
      return readAll(reader, LONG);
    }
  }

  @Test
  void joinOrBegin_runningFillThatCannotBeJoined_isReplaced() {
    Fill private1 = keeping(KEY);
    assertThat(table.begin(private1)).isTrue();
    private1.begin(Fills.HEAD, /* isShareable= */ false, HttpFields.EMPTY);
    Ticket ticket = table.joinOrBegin(KEY, () -> keeping(KEY));

    assertThat(ticket.isNew()).isTrue();
    assertThat(ticket.reader().fill()).isNotSameAs(private1);
    table.remove(private1);
    assertThat(table.contains(KEY)).as("removing the old one leaves the new one").isTrue();
    table.remove(ticket.reader().fill());
    assertThat(table.contains(KEY)).isFalse();
  }

  @Test
  void joinOrBegin_otherKey_beginsAnotherFill() {
    Ticket one = table.joinOrBegin(KEY, () -> keeping(KEY));
    Ticket two = table.joinOrBegin(OTHER, () -> keeping(OTHER));

    assertThat(two.isNew()).isTrue();
    assertThat(two.reader().fill()).isNotSameAs(one.reader().fill());
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void joinOrBegin_failingSupplier_leavesTheTableAsItWas() {
    assertThatThrownBy(
            () ->
                table.joinOrBegin(
                    KEY,
                    () -> {
                      throw new IllegalStateException("no fill");
                    }))
        .hasMessage("no fill");
    assertThat(table.contains(KEY)).isFalse();
  }

  @Test
  void join_runningFillOrNone_isAReaderOrNull() {
    assertThat(table.join(KEY)).isNull();
    Fill fill = keeping(KEY);
    table.begin(fill);
    FillReader reader = table.join(KEY);

    assertThat(reader).isNotNull();
    assertThat(reader.fill()).isSameAs(fill);
    assertThat(reader.isLeader()).isFalse();
  }

  @Test
  void beginUnless_needlessOrUnderWay_isRefused() {
    assertThat(table.beginUnless(keeping(KEY), () -> true)).isFalse();
    assertThat(table.contains(KEY)).isFalse();
    assertThat(table.beginUnless(keeping(KEY), () -> table.contains(KEY))).isTrue();
    assertThat(table.beginUnless(keeping(KEY), () -> false)).isFalse();
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void begin_keyAlreadyUnderWay_isRefused() {
    assertThat(table.begin(keeping(KEY))).isTrue();
    assertThat(table.begin(keeping(KEY))).isFalse();
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void failAll_fillsUnderWay_endForTheirReaders() {
    Ticket one = table.joinOrBegin(KEY, () -> keeping(KEY));
    Ticket two = table.joinOrBegin(OTHER, () -> keeping(OTHER));
    table.failAll(new FillException(Reason.CANCELLED, "closing"));

    assertThat(table.size()).isZero();
    for (Ticket ticket : List.of(one, two)) {
      assertThatThrownBy(() -> ticket.reader().read(Duration.ZERO)).hasMessage("closing");
    }
  }

  @Test
  void failIdle_fillsWithoutProgressForSoManyCalls_endAndLeave() {
    Fill silent = keeping(KEY);
    Fill lively = keeping(OTHER);
    table.begin(silent);
    table.begin(lively);
    FillReader reading = Fills.joiner(lively);
    for (int call = 0; call < 3; call++) {
      assertThat(table.contains(KEY)).isTrue();
      append(lively, BODY, call, call + 1);
      table.failIdle(3, 3);
    }

    assertThat(table.contains(KEY)).isFalse();
    assertThat(silent.failureReason()).isEqualTo(Reason.STALLED);
    assertThat(table.contains(OTHER)).isTrue();
    assertThat(lively.failureReason()).isNull();
    reading.close();
  }

  /** A byte now and then is no silence, but holds a connection and its budget for ever. */
  @Test
  void failIdle_fillThatNobodyReadsAndThatHardlyGrows_endsAndStopsItsWriter() {
    AtomicInteger stopped = new AtomicInteger();
    Fill dripping = keeping(KEY);
    dripping.connect(credit -> {}, stopped::incrementAndGet);
    table.begin(dripping);
    for (int call = 0; call < 3; call++) {
      assertThat(stopped).hasValue(0);
      append(dripping, BODY, call, call + 1);
      table.failIdle(3, 3);
    }

    assertThat(stopped).hasValue(1);
    assertThat(dripping.failureReason()).isEqualTo(Reason.STALLED);
    assertThat(table.contains(KEY)).isFalse();
  }

  @Test
  void failIdle_fillThatMayBlock_isGivenMoreTime() {
    Fill held = keeping(KEY).blocking(true);
    table.begin(held);
    for (int call = 0; call < 5; call++) {
      assertThat(held.failureReason()).isNull();
      table.failIdle(3, 5);
    }

    assertThat(held.failureReason()).isEqualTo(Reason.STALLED);
    assertThat(table.contains(KEY)).isFalse();
  }
}
