package io.github.hlsprebuffer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What applications that share a cache can say of it. */
final class SharedSettingsTest {
  private final SharedSettings shared =
      shared(Map.of("heapSize", "32MB", "segmentTtl", "10m", "allowedOrigins", "http://cdn"));

  @Test
  void readWith_settingOfTheCacheNotGiven_isAsTheCacheHasIt() {
    PrebufferConfig config = application(Map.of("prebufferSegments", "3")).readWith(shared);
    assertThat(config.heapSizeBytes()).isEqualTo(32 << 20);
    assertThat(config.segmentTtl()).hasMinutes(10);
    assertThat(config.offHeapSizeBytes()).isEqualTo(512 << 20);
    assertThat(config.prebufferSegments()).isEqualTo(3);
  }

  @Test
  void readWith_sameValueWrittenOtherwise_isNoOther() {
    PrebufferConfig config =
        application(Map.of("heapSize", "32768KB", "segmentTtl", "600s")).readWith(shared);
    assertThat(config.heapSizeBytes()).isEqualTo(32 << 20);
  }

  @Test
  void readWith_otherValue_isNamedWithBothValues() {
    assertThatThrownBy(() -> application(Map.of("segmentTtl", "1m")).readWith(shared))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Init parameter of filter 'f', segmentTtl has the value '1m'")
        .hasMessageContaining("has '10m'; expected: the same, or nothing")
        .hasMessageContaining("attribute segmentTtl of the shared cache's <Resource>");
  }

  @Test
  void readWith_defaultOfTheApplicationGivenByHand_isAnotherValue() {
    assertThatThrownBy(() -> application(Map.of("heapSize", "64MB")).readWith(shared))
        .hasMessageContaining("heapSize has the value '64MB'");
  }

  @Test
  void readShared_everySetting_isOfTheCacheAndHasAText() {
    assertThat(shared.values().keySet()).isEqualTo(Setting.ofEngine());
    assertThat(shared.values())
        .containsEntry(Setting.HEAP_SIZE, "32MB")
        .containsEntry(Setting.OFF_HEAP_SIZE, Setting.OFF_HEAP_SIZE.defaultText());
  }

  @Test
  void readShared_settingOfAnApplication_isUnknownThere() {
    assertThatThrownBy(() -> shared(Map.of("prebufferSegments", "3")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "Attribute of the shared cache's <Resource>, prebufferSegments = '3' is no setting")
        .hasMessageContaining(
            "expected one of: allowPrivateAddresses, allowedOrigins, connectTimeout, ");
  }

  private static SharedSettings shared(Map<String, String> attributes) {
    return new PrebufferConfigReader(List.of(SettingSource.resourceAttributes(attributes)))
        .readShared();
  }

  private static PrebufferConfigReader application(Map<String, String> initParams) {
    return new PrebufferConfigReader(List.of(SettingSource.initParams("f", initParams)));
  }
}
