package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What content and time leave of a lifetime. */
final class StorageVerdictTest {
  private static final CacheKey KEY = new CacheKey("http://o/a.m3u8", /* range= */ null, "");

  private final FreshnessPolicy policy = new FreshnessPolicy(Duration.ofMinutes(5));

  private StorageVerdict judge(String cacheControl, String age) {
    HttpFields fields = HttpFields.EMPTY.with("Cache-Control", cacheControl).with("Age", age);
    return policy.judge(KEY, HttpFields.EMPTY, new ResponseHead(200, fields));
  }

  private static HeuristicFreshness content(String content) {
    return switch (content) {
      case "live" -> HeuristicFreshness.atMost(Duration.ofSeconds(3));
      case "complete" -> HeuristicFreshness.unlessExplicit(Duration.ofMinutes(5));
      case "multivariant" -> HeuristicFreshness.ONLY_EXPLICIT;
      default -> HeuristicFreshness.NONE;
    };
  }

  /** Columns: content, Cache-Control, Age, seconds left; 0: not to be stored. */
  @ParameterizedTest
  @CsvSource({
    "live, public, 0, 3",
    "live, public, 1, 2",
    "live, public, 3, 0",
    "live, public, 99, 0",
    "live, max-age=1, 0, 1",
    "live, max-age=60, 0, 3",
    "live, max-age=60, 2, 1",
    "live, max-age=60, 59, 0",
    "live, 's-maxage=2, max-age=60', 0, 2",
    "live, max-age=0, 0, 0",
    "complete, public, 0, 300",
    "complete, public, 100, 300",
    "complete, max-age=9999, 0, 9999",
    "complete, max-age=9999, 99, 9900",
    "complete, max-age=5, 6, 0",
    "multivariant, public, 0, 0",
    "multivariant, max-age=30, 0, 30",
    "multivariant, max-age=30, 10, 20",
    "unreadable, public, 0, 0",
    "unreadable, max-age=30, 0, 0"
  })
  void within_content_limitsTheLifetime(String content, String control, String age, long seconds) {
    StorageVerdict verdict = judge(control, age).within(content(content));

    assertThat(verdict.lifetime()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(verdict.obstacle()).isEqualTo(seconds > 0 ? Obstacle.NONE : Obstacle.STALE);
  }

  @ParameterizedTest
  @CsvSource({"no-store, NO_STORE", "private, PRIVATE", "no-cache, STALE"})
  void within_obstacle_stays(String control, Obstacle obstacle) {
    assertThat(judge(control, "0").within(content("complete")).obstacle()).isEqualTo(obstacle);
  }

  @Test
  void after_timeHasPassed_lessIsLeftAndTheAgeIsHigher() {
    StorageVerdict verdict = judge("max-age=10", "2").after(Duration.ofMillis(1_500));

    assertThat(verdict.lifetime()).isEqualTo(Duration.ofMillis(6_500));
    assertThat(verdict.initialAgeSeconds()).isEqualTo(3);
    assertThat(verdict.storable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT8S", "PT7.9995S", "PT1000H"})
  void after_allOfItsLifetime_isStale(Duration elapsed) {
    assertThat(judge("max-age=10", "2").after(elapsed).obstacle()).isEqualTo(Obstacle.STALE);
  }
}
