package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryStringsTest {
  private static final Set<String> IGNORED = Set.of("token", "CMCD");

  @ParameterizedTest
  @CsvSource({
    "a=1, ?a=1",
    "token=x, ''",
    "token, ''",
    "token=x&CMCD=y, ''",
    "a=1&token=x&b=2, ?a=1&b=2",
    "token=x&a=1, ?a=1",
    "a=1&token=x&token=y, ?a=1",
    "TOKEN=x, ?TOKEN=x",
    "tokens=x, ?tokens=x",
    "a=token, ?a=token",
    "a=1&&b, ?a=1&&b",
    "_HLS_msn=5&_HLS_part=1&token=x, ?_HLS_msn=5&_HLS_part=1",
    "b=2&a=1, ?b=2&a=1",
    "a=%26token=x, ?a=%26token=x"
  })
  void canonical_ignoredParameters_areLeftOutAndTheOthersStayAsTheyAre(
      String query, String expected) {
    assertThat(QueryStrings.canonical(query, IGNORED)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      value = {"null", "''"},
      nullValues = "null")
  void canonical_noQuery_isEmpty(@Nullable String query) {
    assertThat(QueryStrings.canonical(query, IGNORED)).isEmpty();
    assertThat(QueryStrings.canonical(query, Set.of())).isEmpty();
  }

  @Test
  void canonical_nothingIgnored_isTheQueryAsItIs() {
    assertThat(QueryStrings.canonical("token=x&&b=", Set.of())).isEqualTo("?token=x&&b=");
  }
}
