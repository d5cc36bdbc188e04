package io.github.hlsprebuffer.hints;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginHintsTest {

  @Test
  void nextRequests_withoutHints_areNone() {
    assertThat(OriginHints.nextRequests(HttpFields.EMPTY)).isEmpty();
    assertThat(OriginHints.nextRequests(Fields.of("Content-Type", "video/mp2t", "Linked", "<a>")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<Fragments(video=4800000)>; rel=\"next\" | Fragments(video=4800000)",
        "<seg2.ts>;rel=prefetch | seg2.ts",
        "</a.ts>; rel=PREFETCH; as=fetch, <b.ts>; rel=\"preload next\" | /a.ts b.ts",
        "<https://cdn.example/a,b;c.ts>; title=\"x, <y>; rel=\\\"z\"; rel=next"
            + " | https://cdn.example/a,b;c.ts",
        "<a.ts>; crossorigin; rel = next | a.ts",
        "<a.ts>; rel=next; rel=stylesheet | a.ts",
        "< a.ts >; rel=next | a.ts",
        "<a.ts>; rel=next,,<b.ts>;rel=next, | a.ts b.ts",
        "garbage, <b.ts>; rel=next | b.ts",
      })
  void nextRequests_linkToWhatComesNext_isRead(String link, String references) {
    assertThat(OriginHints.nextRequests(Fields.of("Link", link)))
        .containsExactlyElementsOf(
            Arrays.stream(references.split(" ", -1))
                .map(reference -> new NextRequest(reference, /* range= */ null))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a.css>; rel=stylesheet",
        "<a.ts>; rel=nextpage",
        "<a.ts>; rel=\"prev previous\"",
        "<a.ts>; rel=stylesheet; rel=next",
        "<a.ts>; rel=next; anchor=\"/elsewhere\"",
        "<a.ts>; anchor=\"#x\"; rel=next",
        "<a.ts>",
        "<a.ts>; rel",
        "<a.ts>; rel=\"next",
        "<a.ts; rel=next",
        "a.ts; rel=next",
        "<>; rel=next",
        "<a\u0000.ts>; rel=next",
        "",
      })
  void nextRequests_otherLinks_areNotRead(String link) {
    assertThat(OriginHints.nextRequests(Fields.of("Link", link))).isEmpty();
  }

  @Test
  void nextRequests_cmsdStatic_readsPathAndRange() {
    HttpFields response =
        Fields.of(
            "CMSD-Static",
            "n=\"MediaPackage:us-east-1\", ot=v, sf=(d h), nor=\"..%2Fv1%2Fseg_8.mp4\"",
            "cmsd-static",
            "nrr=\"0-8191\"");

    assertThat(OriginHints.nextRequests(response))
        .containsExactly(new NextRequest("../v1/seg_8.mp4", new RangeField(0, 8191)));
  }

  @Test
  void nextRequests_cmsdStaticWithList_readsAll() {
    assertThat(OriginHints.nextRequests(Fields.of("CMSD-Static", "nor=(\"a.ts\" \"b.ts\"),ot=av")))
        .extracting(NextRequest::reference)
        .containsExactly("a.ts", "b.ts");
  }

  @Test
  void nextRequests_cmsdStaticToAnotherServer_isNotRead() {
    assertThat(OriginHints.nextRequests(Fields.of("CMSD-Static", "nor=\"//evil.example/a.ts\"")))
        .isEmpty();
  }

  @Test
  void nextRequests_assistPath_keepsCommasThatNoSpaceFollows() {
    HttpFields response =
        Fields.of(
            "CDN-Origin-Assist-Prefetch-Path",
            "Fragments(video=1400000000,format=mpd-time-cmaf)",
            "CDN-Origin-Assist-Prefetch-Path",
            "/hls/x_,360,720,.mp4.urlset/seg-2.ts, seg-3.ts");

    assertThat(OriginHints.nextRequests(response))
        .extracting(NextRequest::reference)
        .containsExactly(
            "Fragments(video=1400000000,format=mpd-time-cmaf)",
            "/hls/x_,360,720,.mp4.urlset/seg-2.ts",
            "seg-3.ts");
  }

  @Test
  void nextRequests_sameHintInSeveralFields_isReadOnce() {
    HttpFields response =
        Fields.of(
            "Link", "<2.ts>; rel=next",
            "Link", "<3.ts>; rel=next",
            "CDN-Origin-Assist-Prefetch-Path", "2.ts",
            "CMSD-Static", "nor=\"2.ts\"");

    assertThat(OriginHints.nextRequests(response))
        .extracting(NextRequest::reference)
        .containsExactly("2.ts", "3.ts");
  }

  @Test
  void nextRequests_many_areCutOff() {
    String links =
        IntStream.range(0, 20)
            .mapToObj(i -> "<" + i + ".ts>; rel=next")
            .collect(Collectors.joining(","));

    assertThat(OriginHints.nextRequests(Fields.of("Link", links)))
        .hasSize(NextRequest.MAX_REQUESTS);
  }

  @Test
  void nextRequests_longReferenceOrField_isIgnored() {
    String reference = "x".repeat(NextRequest.MAX_REFERENCE_CHARS);
    String padding = " ".repeat(OriginHints.MAX_FIELD_CHARS);

    assertThat(OriginHints.nextRequests(Fields.of("Link", "<" + reference + ">;rel=next")))
        .hasSize(1);
    assertThat(OriginHints.nextRequests(Fields.of("Link", "<" + reference + "x>;rel=next")))
        .isEmpty();
    assertThat(OriginHints.nextRequests(Fields.of("Link", "<a>;rel=next" + padding))).isEmpty();
  }
}
