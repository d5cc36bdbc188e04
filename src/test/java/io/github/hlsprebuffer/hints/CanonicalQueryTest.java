package io.github.hlsprebuffer.hints;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalQueryTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1&CMCD=su%2Cbl%3D1&b=%2f+x | a=1&b=%2f+x",
        "CMCD=su | ",
        "CMCD=su& | ",
        "CMCD | ",
        "CMCD=su&a | a",
        "a&CMCD=su | a",
        "a&&CMCD=su&&b= | a&&&b=",
        "CMCD=x&CMCD=y&a=1 | a=1",
        "cmcd=1&XCMCD=2&CMCDX=3&a=CMCD=4 | cmcd=1&XCMCD=2&CMCDX=3&a=CMCD=4",
        "b=2&a=1&_HLS_msn=3 | b=2&a=1&_HLS_msn=3",
      })
  void withoutCmcd_leavesTheRestAsItIs(String query, String expected) {
    assertThat(CanonicalQuery.withoutCmcd(query)).isEqualTo(expected);
  }

  @Test
  void withoutCmcd_nothingToRemove_isTheSame() {
    String query = "a=1&cmcd=x";

    assertThat(CanonicalQuery.withoutCmcd(query)).isSameAs(query);
    assertThat(CanonicalQuery.withoutCmcd(null)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1&b=2 | ?a=1&b=2",
        "b=2&a=1 | ?b=2&a=1",
        "token=t&a=1&sig=s | ?a=1",
        "token&tokens=1&a=token | ?tokens=1&a=token",
        "token=t | ''",
        "a=1&CMCD=su | ?a=1",
        "_HLS_skip=YES&_HLS_part=2&_HLS_msn=7 | ?_HLS_msn=7&_HLS_part=2&_HLS_skip=YES",
        "_HLS_part=2&z=1&_HLS_msn=7&token=t&a=0 | ?z=1&a=0&_HLS_msn=7&_HLS_part=2",
        "_HLS_msn=x&a | ?a&_HLS_msn=x",
        "_HLS_msn=2&_HLS_msn=1 | ?_HLS_msn=2&_HLS_msn=1",
        "_HLS_future=1&_HLS_ | ?_HLS_&_HLS_future=1",
        "a=%31&a=1&A=1 | ?a=%31&a=1&A=1",
        "a=1&a=2 | ?a=1&a=2",
        "a=2&a=1 | ?a=2&a=1",
        "a=1&token=x;file=b&sig=s | ?a=1&token=x;file=b",
        "token;file=b | ?token;file=b",
        "CMCD=su;file=b&a=1 | ?CMCD=su;file=b&a=1",
        "tok%65n=t&TOKEN=t | ?tok%65n=t&TOKEN=t",
      })
  void keyOf_isCanonical(String query, String expected) {
    Set<String> ignored = Set.of("token", "sig", "_HLS_msn");

    assertThat(CanonicalQuery.keyOf(query, ignored)).isEqualTo(expected);
    assertThat(CanonicalQuery.keyOf(expected.replace("?", ""), ignored)).isEqualTo(expected);
  }

  @Test
  void keyOf_nothingIgnored_stillDropsCmcdAndSorts() {
    assertThat(CanonicalQuery.keyOf("_HLS_part=1&_HLS_msn=2&token=t&CMCD=bs", Set.of()))
        .isEqualTo("?token=t&_HLS_msn=2&_HLS_part=1");
    assertThat(CanonicalQuery.keyOf("a&&b", Set.of())).isEqualTo("?a&&b");
  }

  @Test
  void keyOf_noQuery_isEmpty() {
    assertThat(CanonicalQuery.keyOf(null, Set.of())).isEmpty();
    assertThat(CanonicalQuery.keyOf("", Set.of("a"))).isEmpty();
  }
}
