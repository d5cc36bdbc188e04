package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UriTextTest {

  @ParameterizedTest
  @CsvSource({
    "http://h/a-b._~1.ts, http://h/a-b._~1.ts",
    "http://h/a b.ts, http://h/a%20b.ts",
    "http://h/a|b.ts, http://h/a%7Cb.ts",
    "'http://h/\"<>\\^`{}', http://h/%22%3C%3E%5C%5E%60%7B%7D",
    "http://h/é.ts, http://h/%C3%A9.ts",
    "http://h/%C3%A9.ts, http://h/%C3%A9.ts",
    "http://h/%c3%a9.ts, http://h/%c3%a9.ts",
    "http://h/日本.ts, http://h/%E6%97%A5%E6%9C%AC.ts",
    "http://h/😀.ts, http://h/%F0%9F%98%80.ts",
    "http://h/100%.ts, http://h/100%25.ts",
    "http://h/%2, http://h/%252",
    "http://h/%, http://h/%25",
    "http://h/%zz, http://h/%25zz",
    "http://h/%１２.ts, http://h/%25%EF%BC%91%EF%BC%92.ts",
    "http://h/seg[1].ts, http://h/seg%5B1%5D.ts",
    "'http://h/a?x=[1]&y=a b', 'http://h/a?x=%5B1%5D&y=a%20b'",
    "http://[::1]:8080/a[1].ts, http://[::1]:8080/a%5B1%5D.ts",
    "'http://h/a;b=c,d!$&()*+@:', 'http://h/a;b=c,d!$&()*+@:'",
    "http://h/?t=a/b?c, http://h/?t=a/b?c"
  })
  void encoded_whateverAPlaylistHolds_isAUriAndStaysSo(String text, String expected) {
    assertThat(UriText.encoded(text)).isEqualTo(expected);
    assertThat(UriText.encoded(expected)).as("encoded again").isEqualTo(expected);
    assertThat(UriText.parse(text)).isEqualTo(URI.create(expected));
  }

  @Test
  void encoded_controlCharactersAndLoneSurrogates_leaveAsciiOnly() {
    assertThat(UriText.encoded("http://h/a\r\nb\tc\0\u007f"))
        .isEqualTo("http://h/a%0D%0Ab%09c%00%7F");
    assertThat(UriText.encoded("http://h/\ud83d")).isEqualTo("http://h/%3F");
    assertThat(UriText.encoded("http://h/\ud83dx\ude00")).matches("http://h/[%A-F0-9x]+");
  }

  @Test
  void parse_randomPaths_areAlwaysUris() {
    Random random = new Random(11);
    for (int i = 0; i < 5000; i++) {
      StringBuilder text = new StringBuilder("http://h/");
      for (int j = 0; j < 12; j++) {
        text.append(
            (char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
      }
      String withoutFragment = UriText.withoutFragment(text.toString());

      assertThat(UriText.parse(withoutFragment)).as(withoutFragment).isNotNull();
      String encoded = UriText.encoded(withoutFragment);
      assertThat(UriText.encoded(encoded)).isEqualTo(encoded);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a/b", "/a", "http:///a", "mailto:a@b", "http://", "http://h:x/", "::"})
  void parse_textWithoutAHost_isNull(String text) {
    assertThat(UriText.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"a#b, a", "a, a", "#, ''", "a#b#c, a"})
  void withoutFragment_anyUri_endsBeforeTheFirstHash(String uri, String expected) {
    assertThat(UriText.withoutFragment(uri)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/../a",
        "/a/..",
        "/a/../b",
        "/.",
        "/a/./b",
        "..",
        "/%2e%2e/a",
        "/%2E%2e/a",
        "/.%2e/a",
        "/%2e./a",
        "/%2e/a",
        "/..;x=1/a",
        "/..;a/b",
        "/.;/a",
        "/%2e%2e;jsessionid=1/a",
        "/..;",
        "/a%2fb",
        "/a%2F..%2Fb",
        "/..%2fa",
        "/..%5ca",
        "/a%5Cb",
        "/..\\a",
        "/a\\b",
        "/a.ts%00.m3u8",
        "/%c0%ae%c0%ae/a",
        "/%C0%AE%C0%AE%C0%AFa",
        "/a%c1%9cb",
        "/%e0%80%ae%e0%80%ae%e0%80%afa",
        "/a%e0%81%9cb",
        "/%f0%80%80%ae/a",
        "/%f8%80%80%80%ae/a",
        "/%fc%80%80%80%80%ae/a"
      })
  void isDeceptive_pathThatMayMeanAnotherPlace_isDetected(String path) {
    assertThat(UriText.isDeceptive(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a/b.ts",
        "/a..b",
        "/...",
        "/..a",
        "/a..",
        "/.hidden",
        "/a;x=..",
        "/a;..",
        "/a;x=../b",
        "//a",
        "/%252e%252e/a",
        "/a.b/c",
        "/%20",
        "/a%2eb",
        "/%c3%a9.ts",
        "/%e0%a4%85.ts",
        "/%e6%97%a5.ts",
        "/%f0%9f%98%80.ts"
      })
  void isDeceptive_ordinaryPath_isNot(String path) {
    assertThat(UriText.isDeceptive(path)).isFalse();
  }
}
