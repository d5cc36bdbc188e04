package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.SegmentStore.StoredBody;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FakeClock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class StaleUseTest {
  private static final CacheKey KEY = Stores.key(1);
  private static final byte[] BODY = Bodies.body(1, 10_000);
  private static final long LIFETIME_MILLIS = 10_000;

  private final FakeClock clock = new FakeClock();
  private final EhcacheSegmentStore store = Stores.open(1 << 20, 0, clock, new PrebufferMetrics());

  @AfterEach
  void close() {
    store.close();
  }

  private static ResponseHead head(String cacheControl) {
    return new ResponseHead(200, HttpFields.EMPTY.with("Cache-Control", cacheControl));
  }

  private void put(String cacheControl) {
    store.put(
        KEY,
        new StoredBody(head(cacheControl), HttpFields.EMPTY, BODY.length, 0, LIFETIME_MILLIS),
        Stores.blocks(BODY, store.blockBytes()),
        /* requested= */ true);
  }

  private boolean isFound(StaleUse use) {
    try (StoredResource stale = store.findStale(KEY, use)) {
      return stale != null;
    }
  }

  @ParameterizedTest(name = "{0}: {1} s, {2} s")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max-age=10                                            |  0 |  0
          stale-while-revalidate=5, stale-if-error=60           |  5 | 60
          stale-if-error=60                                     |  0 | 60
          s-maxage=10, stale-while-revalidate=5                 |  5 |  0
          stale-while-revalidate=5, must-revalidate             |  0 |  0
          stale-if-error=60, proxy-revalidate                   |  0 |  0
          stale-if-error=soon                                   |  0 |  0
          """)
  void permitted_asTheResponseSays(String cacheControl, long revalidating, long onError) {
    ResponseHead head = head(cacheControl);
    assertThat(StaleUse.WHILE_REVALIDATING.permitted(head)).hasSeconds(revalidating);
    assertThat(StaleUse.ON_ERROR.permitted(head)).hasSeconds(onError);
    assertThat(StaleUse.longest(head)).hasSeconds(Math.max(revalidating, onError));
  }

  @Test
  void findStale_untilItsTimeIsOver_findsItAndNothingElseDoes() {
    put("stale-while-revalidate=5, stale-if-error=60");
    clock.advance(Duration.ofMillis(LIFETIME_MILLIS));
    assertThat(store.find(KEY)).isNull();
    assertThat(store.contains(KEY)).isFalse();
    assertThat(isFound(StaleUse.WHILE_REVALIDATING)).isTrue();
    clock.advance(Duration.ofSeconds(5));
    assertThat(isFound(StaleUse.WHILE_REVALIDATING)).isFalse();
    assertThat(isFound(StaleUse.ON_ERROR)).isTrue();
    clock.advance(Duration.ofSeconds(55));
    assertThat(isFound(StaleUse.ON_ERROR)).isFalse();
  }

  /** Who looks for something stale may find what has been stored in that moment. */
  @ParameterizedTest
  @EnumSource(StaleUse.class)
  void findStale_somethingFresh_saysThatItIs(StaleUse use) {
    put("stale-while-revalidate=5, stale-if-error=60");
    try (StoredResource found = Objects.requireNonNull(store.findStale(KEY, use))) {
      assertThat(found.isFresh()).isTrue();
      clock.advance(Duration.ofMillis(LIFETIME_MILLIS));
      assertThat(found.isFresh()).isFalse();
    }
  }

  @Test
  void sweep_keepsWhatMayStillBeOfUse() {
    put("stale-if-error=60");
    clock.advance(Duration.ofMillis(LIFETIME_MILLIS));
    assertThat(store.sweep().resources()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(60));
    assertThat(store.sweep().resources()).isZero();
  }
}
