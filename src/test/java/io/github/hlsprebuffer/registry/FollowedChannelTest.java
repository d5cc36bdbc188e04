package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A live channel, the registry that follows it, and players who reload its playlist, each at times
 * of its own, and find it stored for half a target duration. In fake time.
 */
final class FollowedChannelTest {
  private static final long TARGET_MILLIS = 6_000;
  private static final long STEP_MILLIS = 50;
  private static final long LATENCY_MILLIS = 200;
  private static final long RUN_MILLIS = Duration.ofMinutes(20).toMillis();
  private static final String NAME = "a.m3u8";
  private static final int SEGMENTS = 5;

  private final RegistryBench bench = new RegistryBench();
  private final List<Long> requests = new ArrayList<>();
  private final List<Long> delays = new ArrayList<>();
  private long nowMillis;
  private long seen = -1;
  private long storedUntilMillis;
  private long answerMillis = Long.MAX_VALUE;
  private int answered;

  @AfterEach
  void close() {
    bench.close();
  }

  /** A player who reloads, by RFC 8216bis §6.3.4. */
  private final class Player {
    private final String name;
    private final long slowMillis;
    private long dueMillis;
    private long version = -1;

    Player(String name, long dueMillis, long slowMillis) {
      this.name = name;
      this.dueMillis = dueMillis;
      this.slowMillis = slowMillis;
    }

    void step() {
      if (nowMillis < dueMillis || answerMillis != Long.MAX_VALUE) {
        return; // who asks meanwhile joins
      }
      if (nowMillis < storedUntilMillis) {
        bench.registry.choosePlaylist(RegistryBench.key(NAME), name);
      } else {
        requests.add(nowMillis);
        bench.register(NAME, playlist(), name);
        arrived();
      }
      bench.request("segment" + seen + ".ts", name);
      boolean changed = version != seen;
      version = seen;
      dueMillis = nowMillis + slowMillis + (changed ? TARGET_MILLIS : TARGET_MILLIS / 2);
    }
  }

  /** Columns: players, how much more than they must they wait, seed. */
  @ParameterizedTest
  @CsvSource({"1, 0, 1", "1, 9000, 2", "3, 0, 3", "20, 0, 4", "20, 20000, 5", "3, 40000, 6"})
  void follow_playersReload_originIsAskedAsByOnePlayerAndEverySegmentIsKnownSoon(
      int players, long slowMillis, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Player> all = new ArrayList<>();
    for (int i = 0; i < players; i++) {
      all.add(new Player("p" + i, random.nextLong(TARGET_MILLIS), slowMillis));
    }
    while (nowMillis < RUN_MILLIS) {
      all.forEach(Player::step);
      bench.timer.advance(Duration.ofMillis(STEP_MILLIS));
      nowMillis += STEP_MILLIS;
      load();
    }

    for (int i = 1; i < requests.size(); i++) {
      assertThat(requests.get(i) - requests.get(i - 1))
          .as("request %d", i)
          .isGreaterThanOrEqualTo(TARGET_MILLIS / 2);
    }
    assertThat(delays).hasSizeGreaterThan(150);
    // One player who has just missed a version finds it after half a target duration, or, if he
    // has found one that was late already, after a whole one.
    assertThat(delays).allMatch(delay -> delay <= TARGET_MILLIS + LATENCY_MILLIS + 2 * STEP_MILLIS);
  }

  /** What the registry has asked for by itself, and its answers. */
  private void load() {
    if (bench.loads.count() > answered && answerMillis == Long.MAX_VALUE) {
      requests.add(nowMillis);
      answerMillis = nowMillis + LATENCY_MILLIS;
    }
    if (nowMillis >= answerMillis) {
      answerMillis = Long.MAX_VALUE;
      answered++;
      bench.loads.last().arrive(playlist());
      arrived();
      bench.loads.last().end(Obstacle.NONE);
    }
  }

  private void arrived() {
    storedUntilMillis = nowMillis + TARGET_MILLIS / 2;
    long last = last();
    if (seen >= 0 && last != seen) {
      delays.add(nowMillis - publishedMillis(seen + 1));
    }
    seen = last;
  }

  private String playlist() {
    return Playlists.live(last() - SEGMENTS + 1, SEGMENTS);
  }

  private long last() {
    return SEGMENTS + nowMillis / TARGET_MILLIS;
  }

  private static long publishedMillis(long number) {
    return (number - SEGMENTS) * TARGET_MILLIS;
  }
}
