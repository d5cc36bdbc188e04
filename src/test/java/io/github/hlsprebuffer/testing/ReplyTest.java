package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges and conditions by RFC 9110 sections 13 and 14. */
final class ReplyTest {

  private static final String MODIFIED = "Mon, 06 May 2024 07:08:09 GMT";
  private static final Resource RESOURCE =
      Resource.text("0123456789", "text/plain").withEtag("\"v1\"").withLastModified(MODIFIED);

  @ParameterizedTest
  @CsvSource({
    "bytes=2-4, 234, bytes 2-4/10",
    "bytes=7-, 789, bytes 7-9/10",
    "bytes=7-99, 789, bytes 7-9/10",
    "bytes=-3, 789, bytes 7-9/10",
    "bytes=-99, 0123456789, bytes 0-9/10",
    "Bytes=0-0, 0, bytes 0-0/10"
  })
  void range_satisfiable_is206(String range, String body, String contentRange) {
    Reply reply = reply("GET", "Range", range);

    assertThat(reply.status()).isEqualTo(206);
    assertThat(text(reply)).isEqualTo(body);
    assertThat(reply.headers().first("Content-Range")).contains(contentRange);
    assertThat(reply.headers().first("ETag")).contains("\"v1\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-12", "bytes=-0"})
  void range_unsatisfiable_is416(String range) {
    Reply reply = reply("GET", "Range", range);

    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.headers().first("Content-Range")).contains("bytes */10");
    assertThat(reply.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=", "bytes=-", "bytes=4-2", "bytes=0-1,4-5", "lines=1-2", "x"})
  void range_malformedOrMultiple_isIgnored(String range) {
    Reply reply = reply("GET", "Range", range);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers().first("Accept-Ranges")).contains("bytes");
  }

  @Test
  void range_onHeadOrWithoutRanges_isIgnored() {
    RequestRecord get = request("GET", HeaderList.EMPTY.plus("Range", "bytes=0-1"));

    Reply unranged = Reply.to(get, RESOURCE.withoutRanges());

    assertThat(reply("HEAD", "Range", "bytes=0-1").status()).isEqualTo(200);
    assertThat(unranged.status()).isEqualTo(200);
    assertThat(unranged.headers().contains("Accept-Ranges")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"v1\" | 206",
        "\"v2\" | 200",
        "W/\"v1\" | 200",
        MODIFIED + " | 206",
        "Mon, 06 May 2024 07:08:10 GMT | 200"
      })
  void ifRange_validator_matchesStronglyOrWholeIsSent(String validator, int status) {
    HeaderList headers = HeaderList.EMPTY.plus("Range", "bytes=0-1").plus("If-Range", validator);

    assertThat(Reply.to(request("GET", headers), RESOURCE).status()).isEqualTo(status);
  }

  @Test
  void ifRange_weakTagOfResource_neverMatches() {
    HeaderList headers = HeaderList.EMPTY.plus("Range", "bytes=0-1").plus("If-Range", "W/\"v1\"");
    Resource weak = RESOURCE.withEtag("W/\"v1\"");

    assertThat(Reply.to(request("GET", headers), weak).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"})
  void ifNoneMatch_listed_is304(String tags) {
    Reply reply = reply("GET", "If-None-Match", tags);

    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.framing(RESOURCE)).isEqualTo(BodyFraming.NONE);
    assertThat(reply.headers().names()).isEqualTo(List.of("ETag", "Last-Modified"));
  }

  @Test
  void ifNoneMatch_other_winsOverIfModifiedSince() {
    HeaderList headers =
        HeaderList.EMPTY.plus("If-None-Match", "\"v2\"").plus("If-Modified-Since", MODIFIED);

    assertThat(Reply.to(request("GET", headers), RESOURCE).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        MODIFIED + " | 304",
        "Tue, 07 May 2024 07:08:09 GMT | 304",
        "Sun, 05 May 2024 07:08:09 GMT | 200",
        "yesterday | 200"
      })
  void ifModifiedSince_date_isCompared(String date, int status) {
    assertThat(reply("GET", "If-Modified-Since", date).status()).isEqualTo(status);
  }

  @Test
  void status_notOk_isSentAsItIs() {
    HeaderList headers = HeaderList.EMPTY.plus("Range", "bytes=0-1").plus("If-None-Match", "*");

    assertThat(Reply.to(request("GET", headers), RESOURCE.withStatus(410)).status()).isEqualTo(410);
  }

  private static Reply reply(String method, String name, String value) {
    return Reply.to(request(method, HeaderList.EMPTY.plus(name, value)), RESOURCE);
  }

  private static RequestRecord request(String method, HeaderList headers) {
    return new RequestRecord(0, method, "/a", headers, Instant.EPOCH);
  }

  private static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }
}
