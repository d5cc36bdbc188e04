package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Fills.HEAD;
import static io.github.hlsprebuffer.cache.Fills.KEY;
import static io.github.hlsprebuffer.cache.Fills.append;
import static io.github.hlsprebuffer.cache.Fills.begun;
import static io.github.hlsprebuffer.cache.Fills.joiner;
import static io.github.hlsprebuffer.cache.Fills.leader;
import static io.github.hlsprebuffer.cache.Fills.next;
import static io.github.hlsprebuffer.cache.Fills.readAll;
import static io.github.hlsprebuffer.cache.Fills.readReady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Fills that keep only what is still to be read, and hold the writer back to that. */
final class FillWindowTest {
  private static final byte[] BODY = Bodies.body(3, 60);

  private final AtomicLong credit = new AtomicLong();
  private final AtomicInteger abandoned = new AtomicInteger();

  private Fill passing() {
    Fill fill = Fill.passing(KEY, 10);
    fill.connect(credit::addAndGet, abandoned::incrementAndGet);
    return fill;
  }

  private Fill keepingUpTo(long maxKeptBytes) {
    Fill fill = begun(10, maxKeptBytes, HEAD);
    fill.connect(credit::addAndGet, abandoned::incrementAndGet);
    return fill;
  }

  @Test
  void credit_passingFill_isGivenOnlyForWhatWasRead() throws Exception {
    Fill fill = passing();
    try (FillReader reader = leader(fill)) {
      fill.begin(HEAD, /* isShareable= */ false, HttpFields.EMPTY);
      append(fill, BODY, 0, 25);
      assertThat(credit).as("nothing read").hasValue(0);

      next(reader);
      assertThat(credit).as("the first block may still be on its way out").hasValue(0);
      next(reader);
      assertThat(credit).as("done with the first block").hasValue(10);
      next(reader);
      assertThat(credit).hasValue(20);
      append(fill, BODY, 25, 60);
      assertThat(readReady(reader)).hasSize(35);
      fill.complete();
      assertThat(next(reader)).isNull();
      assertThat(credit).hasValue(60);
    }
  }

  @Test
  void append_beyondMaxKeptWithoutReaders_endsTheFill() {
    Fill fill = keepingUpTo(20);
    assertThat(append(fill, BODY, 0, 20)).isTrue();
    assertThat(fill.hasOutgrown()).isFalse();

    assertThat(append(fill, BODY, 20, 21)).isFalse();
    assertThat(fill.hasOutgrown()).isTrue();
    assertThat(fill.failureReason()).isEqualTo(Reason.CANCELLED);
    assertThat(fill.attach(/* leader= */ false)).isNull();
  }

  @Test
  void append_exactlyMaxKept_isKeptWhole() {
    Fill fill = keepingUpTo(60);
    append(fill, BODY, 0, 60);
    fill.complete();

    assertThat(fill.isKeptWhole()).isTrue();
    assertThat(fill.hasOutgrown()).isFalse();
  }

  @Test
  void append_beyondMaxKeptWithReadersAtDifferentPositions_goesOnAtThePaceOfTheSlowest()
      throws Exception {
    Fill fill = keepingUpTo(30);
    try (FillReader fast = leader(fill);
        FillReader slow = joiner(fill)) {
      append(fill, BODY, 0, 30);
      assertThat(credit).as("kept, so free").hasValue(30);
      readReady(fast);
      next(slow);

      assertThat(append(fill, BODY, 30, 45)).isTrue();
      assertThat(fill.hasOutgrown()).isTrue();
      assertThat(fill.attach(/* leader= */ false)).as("too late to join").isNull();
      assertThat(credit).hasValue(30);
      assertThat(readReady(fast)).hasSize(15);
      assertThat(credit).as("the slow one has read 10 of 45").hasValue(30);

      assertThat(readReady(slow)).hasSize(35);
      append(fill, BODY, 45, 60);
      assertThat(credit).hasValue(45);
      fill.complete();
      assertThat(readAll(slow, Duration.ZERO)).hasSize(15);
      assertThat(readAll(fast, Duration.ZERO)).hasSize(15);
      assertThat(credit).hasValue(60);
      assertThat(fill.isKeptWhole()).isFalse();
      assertThat(fill.wholeBlocks()).isNull();
    }
  }

  @Test
  void close_slowestReader_freesTheWriter() throws Exception {
    Fill fill = keepingUpTo(30);
    try (FillReader fast = leader(fill)) {
      FillReader slow = joiner(fill);
      append(fill, BODY, 0, 45);
      readReady(fast);
      assertThat(credit).hasValue(0);
      slow.close();

      assertThat(credit).hasValue(45);
      assertThat(abandoned).hasValue(0);
      append(fill, BODY, 45, 60);
      fill.complete();
      assertThat(readAll(fast, Duration.ZERO)).hasSize(15);
    }
  }

  @Test
  void close_onlyReaderOfAPassingFill_abandonsIt() {
    Fill fill = passing();
    FillReader reader = leader(fill);
    fill.begin(HEAD, /* isShareable= */ false, HttpFields.EMPTY);
    append(fill, BODY, 0, 25);
    reader.close();

    assertThat(abandoned).hasValue(1);
    assertThat(fill.failureReason()).isEqualTo(Reason.CANCELLED);
    assertThat(append(fill, BODY, 25, 26)).isFalse();
    reader.close();
    assertThat(abandoned).as("closed twice").hasValue(1);
  }

  @Test
  void close_afterTheEnd_abandonsNothing() throws Exception {
    Fill fill = passing();
    try (FillReader reader = leader(fill)) {
      append(fill, BODY, 0, 60);
      fill.complete();
      readAll(reader, Duration.ZERO);
    }

    assertThat(abandoned).hasValue(0);
    assertThat(fill.failureReason()).isNull();
  }

  @Test
  void fail_windowedFill_stillHandsOutWhatHadArrived() throws Exception {
    Fill fill = keepingUpTo(30);
    try (FillReader reader = leader(fill)) {
      append(fill, BODY, 0, 45);
      fill.fail(new FillException(Reason.ORIGIN_FAILED, "broken off"));

      assertThat(readReady(reader)).hasSize(45);
      assertThatThrownBy(() -> reader.read(Duration.ZERO)).hasMessage("broken off");
    }
  }

  /** A viewer who pauses is no reason to give the fetch up. */
  @Test
  void checkIdle_writerHeldBackBySlowReader_isNotIdle() throws Exception {
    Fill fill = keepingUpTo(30);
    try (FillReader reader = leader(fill)) {
      append(fill, BODY, 0, 45);
      fill.checkIdle();
      assertThat(fill.checkIdle()).isZero();
      readReady(reader);
      assertThatThrownBy(() -> reader.read(Duration.ZERO)).isInstanceOf(FillException.class);

      assertThat(fill.checkIdle()).as("all read, and nothing comes").isEqualTo(1);
    }
  }
}
