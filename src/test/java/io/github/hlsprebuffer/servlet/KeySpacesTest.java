package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeySpacesTest {
  @Test
  void of_nothingIgnored_isWhereTheAnswersComeFrom() {
    assertThat(KeySpaces.of("", Set.of())).isEmpty();
    assertThat(KeySpaces.of("own", Set.of())).isEqualTo("own");
  }

  @Test
  void of_sameParametersInAnyOrder_isTheSame() {
    assertThat(KeySpaces.of("", new LinkedHashSet<>(List.of("b", "a"))))
        .isEqualTo(KeySpaces.of("", new LinkedHashSet<>(List.of("a", "b"))))
        .isNotEqualTo(KeySpaces.of("", Set.of("a")))
        .isNotEqualTo(KeySpaces.of("", Set.of()));
  }

  /** All that is one application's is found by the beginning of its spaces. */
  @Test
  void of_anyParameters_beginsWithTheApplicationsOwn() {
    assertThat(KeySpaces.of("own", Set.of("token"))).startsWith("own");
  }
}
