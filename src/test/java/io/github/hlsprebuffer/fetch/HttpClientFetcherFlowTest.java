package io.github.hlsprebuffer.fetch;

import static io.github.hlsprebuffer.fetch.FetcherFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pace of a fetch, and its end from this side. */
final class HttpClientFetcherFlowTest {
  /** More than client, kernel and origin can hold between them. */
  private static final byte[] LARGE = Bodies.body(1, 16 << 20);

  /** What may come before anything was granted: the client's own window and one read more. */
  private static final int UNGRANTED_BYTES = 256 << 10;

  private final FetcherFixture fixture = new FetcherFixture();
  private final ScriptedOrigin origin = fixture.origin;

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void grant_nothing_originIsHeldBack() throws Exception {
    origin.serve("/large", Resource.segment(LARGE));
    RecordingListener held = RecordingListener.reluctant();
    fixture.fetch(get(origin.uri("/large")), held);
    held.awaitHead();

    // While it is held, the same body passes on another connection from end to end.
    assertThat(fixture.fetch("/large").awaitEnd()).isNull();

    assertThat(held.received()).isBetween(1, UNGRANTED_BYTES);
    assertThat(origin.log().completed("/large")).isEqualTo(1);
  }

  @Test
  void grant_afterHoldingBack_restArrives() throws Exception {
    origin.serve("/large", Resource.segment(LARGE));
    RecordingListener held = RecordingListener.reluctant();
    Fetch fetch = fixture.fetch(get(origin.uri("/large")), held);
    held.awaitHead();

    fetch.grant(1 << 20);
    await().until(() -> held.received() >= 1 << 20);
    assertThat(held.received()).isLessThanOrEqualTo((1 << 20) + UNGRANTED_BYTES);
    fetch.grant(LARGE.length);

    assertThat(held.awaitEnd()).isNull();
    assertThat(Arrays.equals(held.body(), LARGE)).isTrue();
  }

  @Test
  void grant_moreThanAnInt_isNoOverflow() throws Exception {
    origin.serve("/large", Resource.segment(LARGE));
    RecordingListener listener = RecordingListener.reluctant();

    Fetch fetch = fixture.fetch(get(origin.uri("/large")), listener);
    fetch.grant(Long.MAX_VALUE / 4);
    fetch.grant(Long.MAX_VALUE / 4);

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.received()).isEqualTo(LARGE.length);
  }

  @Test
  void cancel_beforeTheHead_closesTheConnection() throws Exception {
    Gate gate = origin.gate("/a");
    RecordingListener listener = RecordingListener.eager();
    Fetch fetch = fixture.fetch(get(origin.uri("/a")), listener);
    gate.awaitArrival(FetcherFixture.PATIENCE);

    fetch.cancel();

    assertThat(listener.awaitEnd()).isEqualTo(Cause.CANCELLED);
    origin.log().awaitAborted("/a", 1, FetcherFixture.PATIENCE);
    await().until(() -> origin.openConnections() == 0);
    assertThat(listener.hasHead()).isFalse();
    assertNoInterrupts();
  }

  @Test
  void cancel_onAKeptConnection_closesIt() throws Exception {
    origin.serve("/a", Resource.segment(new byte[10]));
    for (int i = 1; i <= 20; i++) {
      assertThat(fixture.fetch("/a").awaitEnd()).isNull();
      Gate gate = origin.gateOnce("/a");
      RecordingListener listener = RecordingListener.eager();
      Fetch fetch = fixture.fetch(get(origin.uri("/a")), listener);
      gate.awaitArrival(FetcherFixture.PATIENCE);

      fetch.cancel();

      assertThat(listener.awaitEnd()).isEqualTo(Cause.CANCELLED);
      origin.log().awaitAborted("/a", i, FetcherFixture.PATIENCE);
    }
    assertThat(origin.acceptedConnections()).isEqualTo(20);
  }

  @Test
  void cancel_rightAfterTheRequest_endsTheExchange() throws Exception {
    Gate gate = origin.gate("/a");
    for (int i = 0; i < 50; i++) {
      RecordingListener listener = RecordingListener.eager();

      fixture.fetch(get(origin.uri("/a")), listener).cancel();

      assertThat(listener.awaitEnd()).isEqualTo(Cause.CANCELLED);
    }
    await().until(() -> origin.openConnections() == 0);
    gate.release();
  }

  @Test
  void cancel_inTheBody_closesTheConnection() throws Exception {
    origin.serve("/a", Resource.segment(LARGE));
    Gate gate = origin.gateBody("/a", 1_000);
    RecordingListener listener = RecordingListener.eager();
    Fetch fetch = fixture.fetch(get(origin.uri("/a")), listener);
    gate.awaitArrival(FetcherFixture.PATIENCE);
    listener.awaitHead();

    fetch.cancel();

    assertThat(listener.awaitEnd()).isEqualTo(Cause.CANCELLED);
    origin.log().awaitAborted("/a", 1, FetcherFixture.PATIENCE);
    assertThat(Arrays.mismatch(listener.body(), LARGE)).isEqualTo(listener.received());
    assertNoInterrupts();
  }

  @Test
  void cancel_withinTheHead_isToldAfterIt() throws Exception {
    origin.serve("/large", Resource.segment(LARGE));
    RecordingListener listener = RecordingListener.atHead(Fetch::cancel);

    fixture.fetch(get(origin.uri("/large")), listener);

    assertThat(listener.awaitEnd()).isEqualTo(Cause.CANCELLED);
    origin.log().awaitAborted("/large", 1, FetcherFixture.PATIENCE);
    assertNoInterrupts();
  }

  @Test
  void cancel_whileBytesArrive_isTheLastCall() throws Exception {
    origin.serve("/large", Resource.segment(LARGE));
    for (int i = 1; i <= 20; i++) {
      RecordingListener listener = RecordingListener.reluctant();
      Fetch fetch = fixture.fetch(get(origin.uri("/large")), listener);
      listener.awaitHead();
      fetch.grant(LARGE.length / 2);

      fetch.cancel();

      assertThat(listener.awaitEnd()).isEqualTo(Cause.CANCELLED);
    }
    // The fixture looks for calls that overlapped or came later.
    origin.log().awaitAborted("/large", 20, FetcherFixture.PATIENCE);
  }

  @Test
  void cancel_afterTheEnd_isWithoutEffect() throws Exception {
    origin.serve("/a", Resource.segment(new byte[10]));
    RecordingListener listener = RecordingListener.eager();
    Fetch fetch = fixture.fetch(get(origin.uri("/a")), listener);
    assertThat(listener.awaitEnd()).isNull();

    fetch.cancel();
    fetch.cancel();
    fetch.grant(10);

    assertThat(fixture.fetch("/a").awaitEnd()).isNull();
    assertThat(listener.awaitEnd()).isNull();
    assertNoInterrupts();
  }

  @Test
  void cancel_oneOfTwo_otherGoesOn() throws Exception {
    origin.serve("/a", Resource.segment(LARGE));
    Gate gate = origin.gateBody("/a", 1_000);
    RecordingListener cancelled = RecordingListener.eager();
    Fetch fetch = fixture.fetch(get(origin.uri("/a")), cancelled);
    RecordingListener other = fixture.fetch("/a");
    gate.awaitArrival(FetcherFixture.PATIENCE);
    gate.awaitArrival(FetcherFixture.PATIENCE);

    fetch.cancel();
    assertThat(cancelled.awaitEnd()).isEqualTo(Cause.CANCELLED);
    gate.release();

    assertThat(other.awaitEnd()).isNull();
    assertThat(Arrays.equals(other.body(), LARGE)).isTrue();
  }

  private void assertNoInterrupts() {
    assertThat(fixture.threads.interrupts()).isZero();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
