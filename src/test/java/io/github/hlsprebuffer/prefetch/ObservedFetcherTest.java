package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FakeClock;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is learnt of an origin from its answers. */
final class ObservedFetcherTest {
  private static final String ORIGIN = "http://origin.test";
  private static final int BODY_BYTES = 100_000;

  private final FakeClock clock = new FakeClock();
  private final ScriptedFetcher origin = new ScriptedFetcher();
  private final OriginEstimates estimates = new OriginEstimates();
  private final PrebufferMetrics metrics = new PrebufferMetrics();
  private final CircuitBreaker breaker = new CircuitBreaker(clock.nanoTimeSource(), metrics);
  private final OriginBudget budget =
      new OriginBudget(32, 32, breaker, estimates, clock.nanoTimeSource());
  private final ObservedFetcher fetcher =
      new ObservedFetcher(
          origin, estimates, budget, breaker, metrics, clock, clock.nanoTimeSource());

  @Test
  void of_noAnswerYet_isUnknown() {
    fetcher.fetch(request("1"), new Granting());

    assertThat(estimates.of(ORIGIN)).isEqualTo(OriginEstimate.UNKNOWN);
    assertThat(estimates.of(ORIGIN).segmentNanos()).isZero();
  }

  @Test
  void of_oneAnswer_isAsItWas() {
    answer("1", Duration.ofMillis(300), Duration.ofMillis(500));

    OriginEstimate known = estimates.of(ORIGIN);
    assertThat(known.latencyNanos()).isEqualTo(Duration.ofMillis(300).toNanos());
    assertThat(known.bytesPerSecond()).isEqualTo(2 * BODY_BYTES);
    assertThat(known.typicalBodyBytes()).isEqualTo(BODY_BYTES);
    assertThat(known.segmentNanos()).isEqualTo(Duration.ofMillis(800).toNanos());
    assertThat(known.acceptsRanges()).isTrue();
    assertThat(estimates.of("http://other.test")).isEqualTo(OriginEstimate.UNKNOWN);
  }

  @Test
  void of_manyAnswers_comesNearToWhatTheyAreNow() {
    answer("1", Duration.ofMillis(300), Duration.ofMillis(500));
    for (int i = 0; i < 60; i++) {
      answer("more", Duration.ofMillis(20), Duration.ofMillis(100));
    }

    assertThat(estimates.of(ORIGIN).latencyNanos())
        .isBetween(Duration.ofMillis(20).toNanos(), Duration.ofMillis(21).toNanos());
    assertThat(estimates.of(ORIGIN).bytesPerSecond()).isBetween(990_000L, 1_000_000L);
  }

  @Test
  void of_part_tellsTheRateAndNotHowLongBodiesAre() {
    fetcher.fetch(request("1").forPart(), new Granting());
    ScriptedFetch fetch = origin.last("1").head(206);
    clock.advance(Duration.ofMillis(500));
    fetch.data(new byte[BODY_BYTES]).complete();

    assertThat(estimates.of(ORIGIN).bytesPerSecond()).isEqualTo(2 * BODY_BYTES);
    assertThat(estimates.of(ORIGIN).typicalBodyBytes()).isZero();
  }

  @Test
  void of_partThatCameAtOnce_saysNothingOfTheOriginsRate() {
    fetcher.fetch(request("1").forPart(), new Granting());
    ScriptedFetch fetch = origin.last("1").head(206);
    clock.advance(Duration.ofMillis(49));
    fetch.data(new byte[BODY_BYTES]).complete();

    assertThat(estimates.of(ORIGIN).bytesPerSecond()).isZero();
  }

  @Test
  void of_bodyWhoseRestOthersBring_tellsTheRateUntilThen() {
    Fetch given = fetcher.fetch(request("1"), new Granting());
    ScriptedFetch fetch = origin.last("1").head(200);
    clock.advance(Duration.ofMillis(500));
    fetch.data(new byte[BODY_BYTES]);
    given.cancel();

    assertThat(estimates.of(ORIGIN).bytesPerSecond()).isEqualTo(2 * BODY_BYTES);
    assertThat(estimates.of(ORIGIN).typicalBodyBytes()).isZero();
  }

  @Test
  void of_bodyHeldBackByItsReader_saysNothingOfTheOriginsRate() {
    fetcher.fetch(request("1"), new Granting(/* grants= */ false));
    ScriptedFetch fetch = origin.last("1").head(200);
    clock.advance(Duration.ofSeconds(9));
    fetch.data(new byte[BODY_BYTES]).complete();

    assertThat(estimates.of(ORIGIN).bytesPerSecond()).isZero();
  }

  @Test
  void of_errorAnswer_saysNothing() {
    fetcher.fetch(request("1"), new Granting());
    clock.advance(Duration.ofMillis(1));
    origin.last("1").answer(503, new byte[BODY_BYTES]);

    assertThat(estimates.of(ORIGIN)).isEqualTo(OriginEstimate.UNKNOWN);
  }

  @Test
  void of_answerThatMayHaveBeenHeldBack_saysNothing() {
    fetcher.fetch(request("1").blocking(), new Granting());
    clock.advance(Duration.ofSeconds(6));
    origin.last("1").answer(200, new byte[BODY_BYTES]);

    assertThat(estimates.of(ORIGIN)).isEqualTo(OriginEstimate.UNKNOWN);
  }

  @Test
  void fetch_readByAFill_learnsAndPassesEverythingOn() throws Exception {
    Workbench bench = new Workbench();
    byte[] body = Bodies.body(1, 900);
    FillReader viewer = bench.read("1");
    bench.clock.advance(Duration.ofMillis(40));

    bench.succeed("1", body);

    assertThat(Workbench.readAll(viewer)).isEqualTo(body);
    assertThat(bench.estimates.of(ORIGIN).latencyNanos())
        .isEqualTo(Duration.ofMillis(40).toNanos());
    viewer.close();
  }

  private void answer(String name, Duration latency, Duration transfer) {
    fetcher.fetch(request(name), new Granting());
    clock.advance(latency);
    ScriptedFetch fetch = origin.last(name).head(200, "Accept-Ranges", "bytes");
    clock.advance(transfer);
    fetch.data(new byte[BODY_BYTES]).complete();
  }

  private static FetchRequest request(String name) {
    return new FetchRequest("GET", URI.create(ORIGIN + "/" + name), null, HttpFields.EMPTY);
  }

  /** Takes what comes, at once or never. */
  private record Granting(boolean grants) implements FetchListener {
    Granting() {
      this(true);
    }

    @Override
    public void onHead(Fetch fetch, ResponseHead head) {}

    @Override
    public void onData(Fetch fetch, ByteBuffer data) {
      if (grants) {
        fetch.grant(data.remaining());
      }
    }

    @Override
    public void onComplete(Fetch fetch) {}

    @Override
    public void onFailure(Fetch fetch, FetchException cause) {}
  }
}
