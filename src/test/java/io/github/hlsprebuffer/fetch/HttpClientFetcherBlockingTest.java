package io.github.hlsprebuffer.fetch;

import static io.github.hlsprebuffer.fetch.FetcherFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.Resource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Requests that the origin may hold back are waited for longer, and only they. */
final class HttpClientFetcherBlockingTest {
  private static final byte[] BODY = Bodies.body(1, 10_000);
  private static final Duration SILENCE = Duration.ofMillis(300);

  @Test
  void fetch_heldBackForLongerThanOthersMayBeSilent_isWhole() throws Exception {
    try (FetcherFixture fixture = new FetcherFixture(SILENCE, FetcherFixture.PATIENCE)) {
      Gate gate = held(fixture);

      RecordingListener blocking = fixture.fetch(get(fixture.origin.uri("/held")).blocking());
      gate.awaitArrival(FetcherFixture.PATIENCE);
      assertThat(fixture.fetch("/silent").awaitEnd()).isEqualTo(Cause.TIMEOUT);
      assertThat(blocking.hasHead()).isFalse();
      gate.release();

      assertThat(blocking.awaitEnd()).isNull();
      assertThat(blocking.body()).isEqualTo(BODY);
    }
  }

  /** The limit belongs to the request, and not to the connection that it happens to use. */
  @Test
  void fetch_onTheConnectionOfAnother_waitsForAsLongAsItsOwnKindMay() throws Exception {
    // Far longer than the listener waits.
    Duration forever = FetcherFixture.PATIENCE.multipliedBy(10);
    try (FetcherFixture fixture = new FetcherFixture(SILENCE, forever)) {
      fixture.origin.serve("/quick", Resource.segment(BODY));
      Gate gate = held(fixture);
      assertThat(fixture.fetch("/quick").awaitEnd()).isNull();

      RecordingListener blocking = fixture.fetch(get(fixture.origin.uri("/held")).blocking());
      gate.awaitArrival(FetcherFixture.PATIENCE);
      assertThat(fixture.origin.acceptedConnections()).isEqualTo(1);
      assertThat(fixture.fetch("/silent").awaitEnd()).isEqualTo(Cause.TIMEOUT);
      gate.release();
      assertThat(blocking.awaitEnd()).isNull();
      int connections = fixture.origin.acceptedConnections();
      RecordingListener prompt = fixture.fetch("/silent");

      assertThat(prompt.awaitEnd()).isEqualTo(Cause.TIMEOUT);
      assertThat(fixture.origin.acceptedConnections()).isEqualTo(connections);
    }
  }

  @Test
  void fetch_heldBackForEver_timesOutAllTheSame() throws Exception {
    try (FetcherFixture fixture = new FetcherFixture(SILENCE, SILENCE.multipliedBy(2))) {
      held(fixture);

      RecordingListener blocking = fixture.fetch(get(fixture.origin.uri("/held")).blocking());

      assertThat(blocking.awaitEnd()).isEqualTo(Cause.TIMEOUT);
      assertThat(blocking.hasHead()).isFalse();
    }
  }

  private static Gate held(FetcherFixture fixture) {
    fixture.origin.serve("/held", Resource.segment(BODY));
    fixture.origin.serve("/silent", Resource.segment(BODY));
    fixture.origin.fault("/silent", OriginFault.STALL_BEFORE_HEADERS);
    return fixture.origin.gate("/held");
  }
}
