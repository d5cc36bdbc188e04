package io.github.hlsprebuffer.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PlaylistTagTest {

  @ParameterizedTest
  @EnumSource
  void find_nameOfATag_isThatTag(PlaylistTag tag) {
    String name = tag.name().replace('_', '-');

    assertThat(find(name)).isEqualTo(tag);
    assertThat(find(name + ":value")).isEqualTo(tag);
    assertThat(tag.length()).isEqualTo(name.length());
  }

  @ParameterizedTest
  @EnumSource
  void find_almostTheNameOfATag_isNone(PlaylistTag tag) {
    String name = tag.name().replace('_', '-');

    assertThat(find(name + "-X")).isNull();
    assertThat(find(name + "S:")).isNull();
    assertThat(find(name.substring(0, name.length() - 1))).isNull();
    assertThat(find(name.toLowerCase(Locale.ROOT))).isNull();
  }

  private static @Nullable PlaylistTag find(String line) {
    byte[] bytes = ("#" + line + "\n:").getBytes(StandardCharsets.UTF_8);
    return PlaylistTag.find(bytes, 1, bytes.length - 2);
  }
}
