package io.github.hlsprebuffer.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo origin's decisions that need no container: settings, validators and metadata. */
final class DemoOriginServletTest {

  private static final String ENTITY_TAG = "\"abc\"";

  @Test
  void parse_wholeNumber_isTaken() throws ServletException {
    assertThat(DemoOriginServlet.parse("latencyMillis", " 250 ", 0)).isEqualTo(250);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "fast", "1.5", ""})
  void parse_unusableValue_stopsDeploymentNamingTheParameter(String value) {
    assertThatThrownBy(() -> DemoOriginServlet.parse("bytesPerSecond", value, 1))
        .isInstanceOf(ServletException.class)
        .hasMessage("bytesPerSecond=" + value + ": expected a whole number of at least 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"})
  void isNotModified_matchingField_isTrue(String field) {
    assertThat(DemoOriginServlet.isNotModified(field, ENTITY_TAG)).isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "\"x\"", "abc"})
  void isNotModified_otherField_isFalse(@Nullable String field) {
    assertThat(DemoOriginServlet.isNotModified(field, ENTITY_TAG)).isFalse();
  }

  @Test
  void playlist_metadata_isRevalidatedEachTime() {
    DemoFile file = new DemoFile("/index.m3u8", new byte[] {1});

    assertThat(file.contentType()).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(file.cacheControl()).isEqualTo("no-cache");
  }

  @Test
  void segment_metadata_mayBeKeptByEveryCache() {
    DemoFile file = new DemoFile("/high/segment-000.ts", new byte[] {1});

    assertThat(file.contentType()).isEqualTo("video/mp2t");
    assertThat(file.cacheControl()).isEqualTo("public, max-age=3600");
  }

  @Test
  void entityTag_sameNameOtherContent_differs() {
    String one = new DemoFile("/index.m3u8", new byte[] {1}).entityTag();
    String two = new DemoFile("/index.m3u8", new byte[] {2}).entityTag();

    assertThat(one).matches("\"[0-9a-f]{24}\"").isNotEqualTo(two);
  }
}
