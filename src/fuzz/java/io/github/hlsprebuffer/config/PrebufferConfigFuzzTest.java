package io.github.hlsprebuffer.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Any settings are a configuration or are refused by name. */
final class PrebufferConfigFuzzTest {

  @FuzzTest(maxDuration = "2m")
  void read_anySettings_isReadOrRefused(FuzzedDataProvider data) {
    Map<String, String> given = new HashMap<>();
    for (int i = data.consumeInt(1, 4); i > 0; i--) {
      Setting setting = data.pickValue(Setting.values());
      given.put(setting.settingName(), data.consumeString(100));
    }
    try {
      PrebufferConfig config =
          new PrebufferConfigReader(List.of(SettingSource.initParams("fuzz", given))).read();
      requireWithinBounds(config);
    } catch (ConfigurationException refusal) {
      assertThat(refusal).hasMessageContaining("expected");
    }
  }

  private static void requireWithinBounds(PrebufferConfig config) {
    assertThat(config.maxPlaylistBytes()).isNotNegative();
    assertThat(config.prebufferSegments()).isBetween(0, 100);
    assertThat(config.segmentTtl()).isPositive();
    assertThat(config.forwardHeaders()).allSatisfy(name -> assertThat(name).isNotEmpty());
  }
}
