package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.config.PrebufferConfigReader;
import io.github.hlsprebuffer.config.Setting;
import io.github.hlsprebuffer.config.SettingSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application can't have otherwise than the cache it shares is what the engine runs by. */
final class EngineSettingsTest {
  /** Others than the defaults. */
  private static final Map<Setting, String> OTHERS =
      Map.ofEntries(
          Map.entry(Setting.SEGMENT_TTL, "1s"),
          Map.entry(Setting.HEAP_SIZE, "1MB"),
          Map.entry(Setting.OFF_HEAP_SIZE, "1MB"),
          Map.entry(Setting.MAX_SEGMENT_SIZE, "1MB"),
          Map.entry(Setting.MAX_PLAYLIST_SIZE, "1MB"),
          Map.entry(Setting.MAX_MEMORY_PERCENT, "1"),
          Map.entry(Setting.EMERGENCY_THRESHOLD, "99"),
          Map.entry(Setting.MAX_CONCURRENT_FETCHES, "1"),
          Map.entry(Setting.MAX_CONCURRENT_FETCHES_PER_ORIGIN, "1"),
          Map.entry(Setting.PARALLEL_RANGES, "1"),
          Map.entry(Setting.ALLOWED_ORIGINS, "http://other"),
          Map.entry(Setting.ALLOW_PRIVATE_ADDRESSES, "true"),
          Map.entry(Setting.CONNECT_TIMEOUT, "1s"),
          Map.entry(Setting.RESPONSE_TIMEOUT, "1s"),
          Map.entry(Setting.ORIGIN, "http://other"),
          Map.entry(Setting.ENABLED, "false"),
          Map.entry(Setting.PREBUFFER_SEGMENTS, "1"),
          Map.entry(Setting.PREFETCH_ON_PLAYLIST, "true"),
          Map.entry(Setting.FAST_START, "true"),
          Map.entry(Setting.FOLLOW_LIVE, "true"),
          Map.entry(Setting.PREFETCH_KEYS, "true"),
          Map.entry(Setting.INACTIVITY_TIMEOUT, "1s"),
          Map.entry(Setting.IGNORE_QUERY_PARAMS, "other"),
          Map.entry(Setting.FORWARD_HEADERS, "X-Other"),
          Map.entry(Setting.PARTITION_HEADERS, "X-Other"),
          Map.entry(Setting.VIEWER_IDENTITY, "session"),
          Map.entry(Setting.FORWARD_CMCD, "true"),
          Map.entry(Setting.LOOPBACK_BASE_URL, "http://other"));

  @ParameterizedTest
  @EnumSource
  void of_otherValueOfASetting_isAnotherEngineWhereItIsTheEngines(Setting setting) {
    String other = Objects.requireNonNull(OTHERS.get(setting), setting.settingName());
    assertThat(with(Map.of(setting.settingName(), other)).equals(with(Map.of())))
        .isEqualTo(!Setting.ofEngine().contains(setting));
  }

  private static EngineSettings with(Map<String, String> initParams) {
    return EngineSettings.of(
        new PrebufferConfigReader(List.of(SettingSource.initParams("f", initParams))).read());
  }
}
