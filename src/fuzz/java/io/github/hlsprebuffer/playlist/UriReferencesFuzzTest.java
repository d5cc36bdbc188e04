package io.github.hlsprebuffer.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.regex.Pattern;

/** Any text is a reference, and what it resolves to is absolute and resolves to itself. */
final class UriReferencesFuzzTest {

  private static final Pattern ABSOLUTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

  private static final String[] BASES = {
    "https://origin.example/live/stream/index.m3u8?a=b#c",
    "http://origin.example",
    "http://origin.example?a=/b",
    "file:///a/b/c",
    "urn:a:b"
  };

  @FuzzTest(maxDuration = "2m")
  void resolve_anyReference_isAbsoluteAndFinal(FuzzedDataProvider data) {
    boolean known = data.consumeBoolean();
    String base = known ? data.pickValue(BASES) : data.consumeString(100);

    String resolved = UriReferences.resolve(base, data.consumeRemainingAsString());

    if (known) {
      assertThat(ABSOLUTE.matcher(resolved).matches()).isTrue();
      assertThat(UriReferences.resolve(base, resolved)).isEqualTo(resolved);
    }
  }
}
