package io.github.hlsprebuffer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingValuesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0MB, 0",
    "17, 17",
    "17B, 17",
    "2KB, 2048",
    "64MB, 67108864",
    "64 MB, 67108864",
    "64mb, 67108864",
    "2GB, 2147483648",
    "1024GB, 1099511627776"
  })
  void sizeBytes_numberAndUnit_isBinaryMultiple(String text, long bytes) {
    assertThat(SettingValues.sizeBytes(text, 1L << 40)).isEqualTo(bytes);
  }

  @Test
  void sizeBytes_aboveTheLimit_isRejected() {
    assertThat(SettingValues.sizeBytes("1KB", 1024)).isEqualTo(1024);
    assertThatIllegalArgumentException().isThrownBy(() -> SettingValues.sizeBytes("1025", 1024));
  }

  @Test
  void sizeBytes_productOverflowingIntoTheAllowedRange_isRejected() {
    // 2^34 GB and a byte's worth: 2^64, which wraps to 0.
    assertThatThrownBy(() -> SettingValues.sizeBytes("17179869184GB", 1L << 40))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1ms, 1",
    "500ms, 500",
    "30s, 30000",
    "30 s, 30000",
    "5m, 300000",
    "1h, 3600000",
    "2H, 7200000",
    "876000h, 3153600000000"
  })
  void positiveDuration_numberAndUnit_isThatLong(String text, long millis) {
    assertThat(SettingValues.positiveDuration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void positiveDuration_longestAllowed_fitsIntoNanoseconds() {
    assertThat(SettingValues.positiveDuration("876000h").toNanos()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "false, false", "False, false"})
  void flag_trueOrFalseInAnyCase_isRead(String text, boolean expected) {
    assertThat(SettingValues.flag(text)).isEqualTo(expected);
  }

  @Test
  void names_commaSeparated_areTrimmedAndKeepTheirOrder() {
    assertThat(SettingValues.names("token,  CMCD ,sid")).containsExactly("token", "CMCD", "sid");
    assertThat(SettingValues.names("")).isEmpty();
  }

  @Test
  void names_noneAmongOthers_isANameLikeAnyOther() {
    assertThat(SettingValues.names("none,a")).containsExactly("none", "a");
  }

  @Test
  void parameterNames_preset_standsForTokensBesideOtherNames() {
    assertThat(SettingValues.parameterNames("a, @tokens ,b"))
        .contains("a", "b", "hdnts", "Key-Pair-Id", "X-Amz-Signature", "md5", "wmsAuthSign")
        .hasSize(TokenParameters.NAMES.size() + 2)
        .doesNotContain("@tokens");
    assertThat(SettingValues.parameterNames("@tokens,token"))
        .containsExactlyInAnyOrderElementsOf(TokenParameters.NAMES);
  }

  /** What selects content elsewhere, or is ours, must not be ignored by a preset. */
  @Test
  void parameterNames_preset_leavesAloneWhatTellsContentsApart() {
    assertThat(SettingValues.parameterNames("@tokens"))
        .doesNotContain("e", "st", "t", "h", "id", "key", "v", "start", "end", "session")
        .doesNotContain("aws.sessionId", "sv", "sig", "hash", "range", "CMCD")
        .noneMatch(name -> name.startsWith("_HLS_"));
  }

  @Test
  void parameterNames_withoutPreset_areNames() {
    assertThat(SettingValues.parameterNames("a,b")).containsExactly("a", "b");
    assertThat(SettingValues.parameterNames("none")).isEmpty();
    assertThat(SettingValues.parameterNames("")).isEmpty();
  }

  @Test
  void headerNames_anyCase_areLowerCase() {
    assertThat(SettingValues.headerNames("Authorization, X-TENANT"))
        .containsExactly("authorization", "x-tenant");
  }

  /** RFC 9110 §5.6.2. */
  @Test
  void headerNames_everyCharacterOfAToken_isAccepted() {
    String token = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz";

    assertThat(SettingValues.headerNames(token)).containsExactly(token);
    assertThat(SettingValues.headerName("X-" + token)).isEqualTo("X-" + token);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, http://h",
    "http://h/, http://h",
    "https://h:8443/a/b/, https://h:8443/a/b",
    "HTTP://h, HTTP://h",
    "http://[::1]:8080/x, http://[::1]:8080/x",
    "/media, /media",
    "/media/, /media",
    "/, ''"
  })
  void origin_absoluteUrlOrPath_losesItsTrailingSlash(String text, String expected) {
    assertThat(SettingValues.origin(text)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://H.Example, http://h.example",
    "http://h:80, http://h",
    "https://h:443, https://h",
    "https://h:80, https://h:80",
    "http://h:443/, http://h:443",
    "http://[::1]:81, http://[::1]:81"
  })
  void origins_oneOrigin_isLowerCaseWithoutDefaultPort(String text, String expected) {
    assertThat(SettingValues.origins(text)).containsExactly(expected);
  }
}
