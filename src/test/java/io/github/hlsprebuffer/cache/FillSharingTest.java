package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Fills.HEAD;
import static io.github.hlsprebuffer.cache.Fills.KEY;
import static io.github.hlsprebuffer.cache.Fills.append;
import static io.github.hlsprebuffer.cache.Fills.joiner;
import static io.github.hlsprebuffer.cache.Fills.leader;
import static io.github.hlsprebuffer.cache.Fills.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who may have a response that several wait for. */
final class FillSharingTest {
  private static final byte[] BODY = Bodies.body(2, 25);

  private static void assertSentOff(FillReader reader, HttpFields request) {
    assertThatThrownBy(() -> reader.awaitHead(request, Duration.ZERO))
        .isInstanceOfSatisfying(
            FillException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_SHAREABLE));
  }

  @Test
  void begin_notShareable_sendsOffJoinersButNotTheLeader() throws Exception {
    Fill fill = Fill.keeping(KEY, 10, 100, /* prefetch= */ false);
    try (FillReader leader = leader(fill)) {
      try (FillReader joiner = joiner(fill)) {
        fill.begin(HEAD, /* isShareable= */ false, HttpFields.EMPTY);
        assertSentOff(joiner, HttpFields.EMPTY);
      }
      assertThat(leader.awaitHead(HttpFields.EMPTY, Duration.ZERO)).isSameAs(HEAD);
      assertThat(fill.attach(/* leader= */ false)).isNull();
      append(fill, BODY, 0, 25);
      fill.complete();

      assertThat(readAll(leader, Duration.ZERO)).isEqualTo(BODY);
      assertThat(fill.isKeptWhole()).as("kept for nobody").isFalse();
    }
  }

  @Test
  void begin_notShareablePrefetch_isAbandonedWhenTheLastJoinerIsSentOff() throws Exception {
    Fill fill = Fill.keeping(KEY, 10, 100, /* prefetch= */ true);
    AtomicInteger abandoned = new AtomicInteger();
    fill.connect(bytes -> {}, abandoned::incrementAndGet);
    FillReader one = joiner(fill);
    FillReader two = joiner(fill);
    fill.begin(HEAD, /* isShareable= */ false, HttpFields.EMPTY);
    assertSentOff(one, HttpFields.EMPTY);
    assertSentOff(two, HttpFields.EMPTY);
    one.close();
    assertThat(abandoned).hasValue(0);
    two.close();

    assertThat(abandoned).hasValue(1);
    assertThat(fill.failureReason()).isEqualTo(Reason.CANCELLED);
    assertThat(append(fill, BODY, 0, 1)).isFalse();
  }

  /** RFC 9111 §4.1. */
  @Test
  void awaitHead_selectingFields_admitOnlyJoinersWhoAgree() throws Exception {
    HttpFields gzip = HttpFields.EMPTY.with("Accept-Encoding", "gzip");
    HttpFields brotli = HttpFields.EMPTY.with("Accept-Encoding", "br");
    Fill fill = Fill.keeping(KEY, 10, 100, /* prefetch= */ false);
    try (FillReader leader = leader(fill);
        FillReader same = joiner(fill);
        FillReader other = joiner(fill);
        FillReader without = joiner(fill)) {
      fill.begin(HEAD, /* isShareable= */ true, gzip.select(List.of("accept-encoding")));

      assertThat(leader.awaitHead(gzip, Duration.ZERO)).isSameAs(HEAD);
      assertThat(same.awaitHead(gzip, Duration.ZERO)).isSameAs(HEAD);
      assertSentOff(other, brotli);
      assertSentOff(without, HttpFields.EMPTY);
      try (FillReader late = joiner(fill)) {
        assertThat(late.awaitHead(gzip, Duration.ZERO)).isSameAs(HEAD);
      }
    }
  }

  @Test
  void attach_passingFill_admitsItsLeaderOnly() {
    Fill fill = Fill.passing(KEY, 10);
    assertThat(fill.attach(/* leader= */ false)).isNull();
    try (FillReader leader = leader(fill)) {
      assertThat(leader.isLeader()).isTrue();
      assertThat(leader.fill()).isSameAs(fill);
      assertThat(fill.attach(/* leader= */ false)).isNull();
      assertThat(fill.attach(/* leader= */ true)).isNull();
    }
  }

  @Test
  void cancelIfUnread_noReader_endsTheFill() {
    Fill fill = Fill.keeping(KEY, 10, 100, /* prefetch= */ true);

    assertThat(fill.cancelIfUnread()).isTrue();
    assertThat(fill.failureReason()).isEqualTo(Reason.CANCELLED);
    assertThat(fill.attach(/* leader= */ false)).isNull();
    assertThat(append(fill, BODY, 0, 1)).isFalse();
    assertThat(fill.cancelIfUnread()).as("once more").isFalse();
  }

  @Test
  void cancelIfUnread_whileRead_leavesTheFillAlone() throws Exception {
    Fill fill = Fill.keeping(KEY, 10, 100, /* prefetch= */ true);
    try (FillReader reader = joiner(fill)) {
      assertThat(fill.cancelIfUnread()).isFalse();
      fill.begin(HEAD, /* isShareable= */ true, HttpFields.EMPTY);
      assertThat(append(fill, BODY, 0, 25)).isTrue();
      fill.complete();
      assertThat(readAll(reader, Duration.ZERO)).isEqualTo(BODY);
    }
    assertThat(fill.cancelIfUnread()).as("complete").isFalse();
    assertThat(fill.isKeptWhole()).isTrue();
  }

  @Test
  void cancelIfUnread_afterTheReaderLeft_endsTheFill() {
    Fill fill = Fill.keeping(KEY, 10, 100, /* prefetch= */ true);
    joiner(fill).close();

    assertThat(fill.cancelIfUnread()).isTrue();
    assertThat(fill.wasRead()).isTrue();
  }
}
