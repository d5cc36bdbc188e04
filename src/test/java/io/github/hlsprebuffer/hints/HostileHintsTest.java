package io.github.hlsprebuffer.hints;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, reading it ends, throws nothing, and keeps to the bounds. */
class HostileHintsTest {
  private static final List<String> TEXTS =
      List.of(
          "bl=21300,br=3200,bs,cid=\"c\",nor=\"..%2F300kbps%2Ftrack.m4v\",nrr=\"12-48\",ot=v,pr=1.08",
          "bl=(0;v 2000;a),nor=(\"seg-1.m4v\" \"seg-2.m4v\";r=\"0-99\");x=1,sid=\"a\\\"b\",su,v=2",
          "</a.ts>; rel=\"next prefetch\"; title=\"x, y\", <b.ts>; rel=next; anchor=#x",
          "Fragments(video=1400000000,format=mpd-time-cmaf), /b/c.ts",
          "a=1&CMCD=bl%3D%280%29%2Cnor%3D%28%22a%22%20%22b%22%29%2Csu&_HLS_msn=12&_HLS_part=3",
          "_HLS_skip=v2&_HLS_part=2&CMCD=nor%3D%22..%252Fx.ts%22&_HLS_msn=3&token=x&&=");
  private static final String ALPHABET =
      "\"\\,;=()<>%&?+*/:.- \t\r\n\0_aHLSv2CMD9\u00e9\ufffd\ud800";

  @RepeatedTest(20)
  void read_mutatedText_keepsToTheBounds(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < 100; i++) {
      String text = mutated(random, TEXTS.get(random.nextInt(TEXTS.size())));
      readEverything(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "\\",
        "(",
        "=\"\\",
        "a=(\"",
        "a;",
        "a=\"\\\",",
        ",",
        "<",
        "<>;",
        "%",
        "&",
        "_HLS_"
      })
  void read_manyTimesTheSame_keepsToTheBounds(String text) {
    readEverything(text.repeat(8000 / text.length()));
  }

  private static void readEverything(String text) {
    keepsToTheBounds(Cmcd.of(Fields.of("CMCD-Request", text), /* query= */ null));
    keepsToTheBounds(Cmcd.of(HttpFields.EMPTY, text));
    keepsToTheBounds(Cmcd.of(HttpFields.EMPTY, "CMCD=" + text));
    for (String name : List.of("CMSD-Static", "Link", "CDN-Origin-Assist-Prefetch-Path")) {
      keepsToTheBounds(OriginHints.nextRequests(Fields.of(name, text)));
    }
    String rest = CanonicalQuery.withoutCmcd(text);
    assertThat(CmcdSource.argument(rest)).isNull();
    assertThat(CanonicalQuery.withoutCmcd(rest)).isSameAs(rest);
    String key = CanonicalQuery.keyOf(text, Set.of("token"));
    assertThat(key.isEmpty() ? "" : CanonicalQuery.keyOf(key.substring(1), Set.of("token")))
        .isEqualTo(key);
    DeliveryDirectives directives = DeliveryDirectives.of(text);
    assertThat(directives.isBlocking()).isEqualTo(directives.mediaSequenceNumber() != null);
  }

  private static void keepsToTheBounds(Cmcd cmcd) {
    keepsToTheBounds(cmcd.nextRequests());
    assertThat(cmcd.nextRequests()).allMatch(request -> !request.reference().startsWith("//"));
    assertThat(cmcd.sessionId() == null ? "s" : cmcd.sessionId())
        .isNotBlank()
        .hasSizeLessThanOrEqualTo(Cmcd.MAX_ID_CHARS);
    assertThat(cmcd.playbackRate()).isBetween(-100.0, 100.0);
  }

  private static void keepsToTheBounds(List<NextRequest> requests) {
    assertThat(requests)
        .hasSizeLessThanOrEqualTo(NextRequest.MAX_REQUESTS)
        .doesNotHaveDuplicates()
        .allMatch(request -> request.reference().length() <= NextRequest.MAX_REFERENCE_CHARS)
        .allMatch(request -> request.reference().chars().noneMatch(Character::isISOControl));
  }

  private static String mutated(Random random, String text) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(8); i >= 0; i--) {
      int at = random.nextInt(mutated.length() + 1);
      int end = Math.min(mutated.length(), at + random.nextInt(6));
      switch (random.nextInt(4)) {
        case 0 -> mutated.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        case 1 -> mutated.delete(at, end);
        case 2 -> mutated.insert(at, mutated.substring(at, end));
        default -> mutated.setLength(Math.max(1, at));
      }
    }
    return mutated.toString();
  }
}
