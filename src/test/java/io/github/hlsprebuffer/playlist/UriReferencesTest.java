package io.github.hlsprebuffer.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UriReferencesTest {

  /** RFC 3986 §5.4.1. */
  @ParameterizedTest
  @CsvSource({
    "g:h, g:h",
    "g, http://a/b/c/g",
    "./g, http://a/b/c/g",
    "g/, http://a/b/c/g/",
    "/g, http://a/g",
    "//g, http://g",
    "?y, http://a/b/c/d;p?y",
    "g?y, http://a/b/c/g?y",
    "#s, http://a/b/c/d;p?q#s",
    "g#s, http://a/b/c/g#s",
    "g?y#s, http://a/b/c/g?y#s",
    ";x, http://a/b/c/;x",
    "g;x, http://a/b/c/g;x",
    "g;x?y#s, http://a/b/c/g;x?y#s",
    "'', http://a/b/c/d;p?q",
    "., http://a/b/c/",
    "./, http://a/b/c/",
    ".., http://a/b/",
    "../, http://a/b/",
    "../g, http://a/b/g",
    "../.., http://a/",
    "../../, http://a/",
    "../../g, http://a/g"
  })
  void resolve_normalExample_isThatOfRfc3986(String reference, String expected) {
    assertThat(UriReferences.resolve("http://a/b/c/d;p?q", reference)).isEqualTo(expected);
  }

  /** RFC 3986 §5.4.2. */
  @ParameterizedTest
  @CsvSource({
    "../../../g, http://a/g",
    "../../../../g, http://a/g",
    "/./g, http://a/g",
    "/../g, http://a/g",
    "g., http://a/b/c/g.",
    ".g, http://a/b/c/.g",
    "g.., http://a/b/c/g..",
    "..g, http://a/b/c/..g",
    "./../g, http://a/b/g",
    "./g/., http://a/b/c/g/",
    "g/./h, http://a/b/c/g/h",
    "g/../h, http://a/b/c/h",
    "g;x=1/./y, http://a/b/c/g;x=1/y",
    "g;x=1/../y, http://a/b/c/y",
    "g?y/./x, http://a/b/c/g?y/./x",
    "g?y/../x, http://a/b/c/g?y/../x",
    "g#s/./x, http://a/b/c/g#s/./x",
    "g#s/../x, http://a/b/c/g#s/../x",
    "http:g, http:g"
  })
  void resolve_abnormalExample_isThatOfRfc3986(String reference, String expected) {
    assertThat(UriReferences.resolve("http://a/b/c/d;p?q", reference)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "a b|c.ts -> http://h:8080/x/a b|c.ts",
        "größe/日本.ts?ü=ö -> http://h:8080/x/größe/日本.ts?ü=ö",
        "%zz%2e%2e/a -> http://h:8080/x/%zz%2e%2e/a",
        "1.ts:2 -> http://h:8080/x/1.ts:2",
        ":a -> http://h:8080/x/:a",
        "a//b///../c -> http://h:8080/x/a//b//c",
        "//host -> http://host",
        "//host?q/.. -> http://host?q/..",
        "HTTPS://Host/a/../b -> HTTPS://Host/b",
        "skd://key/../65 -> skd://key/65",
        "data:text/plain;base64,QUJD -> data:text/plain;base64,QUJD",
        "a?b?c#d#e -> http://h:8080/x/a?b?c#d#e",
        "... -> http://h:8080/x/..."
      })
  void resolve_referenceOfTheField_isKeptAsItIs(String reference, String expected) {
    assertThat(UriReferences.resolve("http://h:8080/x/p.m3u8?s=/1#f", reference))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://host, a.ts, http://host/a.ts",
    "http://host?q, a.ts, http://host/a.ts",
    "http://host, ../a.ts, http://host/a.ts",
    "urn:x, a, urn:a",
    "/rooted/p, a, /rooted/a",
    "p, ../a, a",
    "'', a, a",
    "'', '', ''"
  })
  void resolve_unusualBase_givesSomethingSensible(String base, String reference, String expected) {
    assertThat(UriReferences.resolve(base, reference)).isEqualTo(expected);
  }

  @Test
  void resolve_anyPath_leavesNoDotSegment() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      String resolved = UriReferences.resolve("http://h/p", "/x" + text(random));
      assertThat(resolved).startsWith("http://h/");
      String path = resolved.substring("http://h".length()).split("[?#]", 2)[0];
      assertThat(path + "/").doesNotContain("/./").doesNotContain("/../");
    }
  }

  @Test
  void resolve_anyCharacters_keepsTheFragment() {
    Random random = new Random(43);
    for (int i = 0; i < 10_000; i++) {
      assertThat(UriReferences.resolve(text(random), text(random) + "#end")).endsWith("#end");
    }
  }

  private static String text(Random random) {
    String alphabet = "./:?#a%|\u00e4\ud83d\u0000 ";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
