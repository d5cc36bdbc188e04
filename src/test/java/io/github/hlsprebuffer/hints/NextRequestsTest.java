package io.github.hlsprebuffer.hints;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextRequestsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nor=\"bbb_a64k_11.m4a\" | bbb_a64k_11.m4a",
        "nor=\"..%2F300kbps%2Fsegment35.m4v\" | ../300kbps/segment35.m4v",
        "nor=\"/akamai/bbb_30fps/bbb_16.m4v\" | /akamai/bbb_30fps/bbb_16.m4v",
        "nor=\"fileSequence27.ts%3Ftoken%3Da%2526b\" | fileSequence27.ts?token=a%26b",
        "nor=\"Fragments(video=140,format=m3u8-aapl)\" | Fragments(video=140,format=m3u8-aapl)",
        "nor=\"s%C3%A9q.ts\" | séq.ts",
        "nor=\"a%2\" | a%2",
        "nor=\"a+b.ts\" | a+b.ts",
        "nor=\"./12:30.ts\" | ./12:30.ts",
        "nor=\"?seg=2\" | ?seg=2",
        "nor=(\"../testing/3.m4v\") | ../testing/3.m4v",
        "nor=(\"dir%2Fseg.mp4\"),v=2 | dir%2Fseg.mp4",
        // A player that has version 2 but the syntax of version 1.
        "nor=\"..%2Fhi%2F2.ts\",v=2 | ../hi/2.ts",
      })
  void of_onePath_isReadAsItsVersionEncodesIt(String data, String reference) {
    assertThat(read(data)).containsExactly(new NextRequest(reference, /* range= */ null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nor=\"https://evil.example/x.ts\"",
        "nor=\"https%3A%2F%2Fevil.example%2Fx.ts\"",
        "nor=\"//evil.example/x.ts\"",
        "nor=\"%2F%2Fevil.example%2Fx.ts\"",
        "nor=\"%5C%5Cevil.example%5Cx.ts\"",
        "nor=\" //evil.example/x.ts\"",
        "nor=\"javascript:alert(1)\"",
        "nor=\"a%0D%0AHost:%20b\"",
        "nor=\"a%00.ts\"",
        "nor=\"a%FF.ts\"",
        "nor=\"\"",
        "nor=()",
        "nor=(\"http://evil.example/\")",
        "nor=\"a.ts\",nrr=\"x\"",
        "nor=\"a.ts\",nrr=\"9-3\"",
        "nor=\"//evil.example/x.ts\",nrr=\"0-99\"",
        "nor=(\"a.ts\";r=\"0-9,20-29\")",
        "nrr=\"-\"",
        "nor",
        "nor=?1",
        "nor,nrr=\"0-99\"",
        "nor=(?1)",
        "nor=(\"a.ts\";r)",
        "su",
      })
  void of_pathElsewhereOrGarbled_isNone(String data) {
    assertThat(read(data + ",bs")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"12323-48763,12323,48763", "48764-,48764,-1", "-500,-1,500"})
  void of_rangeOfEitherVersion_isRead(String text, long first, long last) {
    NextRequest expected = new NextRequest("next.m4v", new RangeField(first, last));

    assertThat(read("nor=\"next.m4v\",nrr=\"" + text + "\"")).containsExactly(expected);
    assertThat(read("nor=(\"next.m4v\";r=\"" + text + "\"),v=2")).containsExactly(expected);
  }

  @Test
  void of_rangeWithoutPath_isOfTheSameResource() {
    assertThat(read("nrr=\"1000-1999\""))
        .containsExactly(new NextRequest("", new RangeField(1000, 1999)));
  }

  @Test
  void of_list_readsEachWithItsRange() {
    assertThat(read("nor=(\"a.m4s\";r=\"0-99\" \"//no\" \"b.m4s\" \"b.m4s\" c.m4s);p=2,v=2"))
        .containsExactly(
            new NextRequest("a.m4s", new RangeField(0, 99)),
            new NextRequest("b.m4s", /* range= */ null),
            new NextRequest("c.m4s", /* range= */ null));
  }

  @Test
  void of_argumentWithPlusForSpace_readsTheList() {
    Cmcd cmcd =
        Cmcd.of(HttpFields.EMPTY, "CMCD=nor%3D%28%22seg-1.m4v%22+%22seg-2.m4v%22%29%2Cv%3D2");

    assertThat(cmcd.nextRequests())
        .extracting(NextRequest::reference)
        .containsExactly("seg-1.m4v", "seg-2.m4v");
  }

  @Test
  void of_manyPaths_areCutOff() {
    String paths =
        IntStream.range(0, 20).mapToObj(i -> "\"" + i + ".ts\"").collect(Collectors.joining(" "));

    assertThat(read("nor=(" + paths + ")"))
        .hasSize(NextRequest.MAX_REQUESTS)
        .startsWith(new NextRequest("0.ts", /* range= */ null));
  }

  @Test
  void of_longPath_isIgnored() {
    String longest = "x".repeat(NextRequest.MAX_REFERENCE_CHARS);

    assertThat(read("nor=\"" + longest + "\"")).hasSize(1);
    assertThat(read("nor=\"" + longest + "x\"")).isEmpty();
  }

  private static List<NextRequest> read(String data) {
    return Cmcd.of(Fields.of("CMCD-Request", data), /* query= */ null).nextRequests();
  }
}
