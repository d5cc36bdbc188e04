package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponseHeadTest {
  private static final ResponseHead BARE = new ResponseHead(200, HttpFields.EMPTY);

  private static ResponseHead with(String name, String value) {
    return new ResponseHead(200, HttpFields.EMPTY.with(name, value));
  }

  @ParameterizedTest
  @CsvSource({
    "video/mp2t, video/mp2t",
    "'Video/MP2T; charset=x', video/mp2t",
    "'application/vnd.apple.mpegURL;charset=UTF-8', application/vnd.apple.mpegurl",
    "' text/vtt ', text/vtt"
  })
  void mediaType_ofContentType_isLowerCaseWithoutParameters(String field, String expected) {
    assertThat(with("Content-Type", field).mediaType()).isEqualTo(expected);
    assertThat(ResponseHead.mediaType(field)).isEqualTo(expected);
  }

  @Test
  void mediaType_noContentType_isNull() {
    assertThat(BARE.mediaType()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, true",
    "br, true",
    "identity, false",
    "' Identity ', false",
    "'gzip, br', true"
  })
  void isEncoded_contentEncoding_isAllButIdentity(String field, boolean expected) {
    assertThat(with("Content-Encoding", field).isEncoded()).isEqualTo(expected);
    assertThat(BARE.isEncoded()).isFalse();
  }

  @Test
  void strongEtag_weakOrUnquotedOrAbsent_isNull() {
    assertThat(with("ETag", "\"a\"").strongEtag()).isEqualTo("\"a\"");
    assertThat(with("ETag", "W/\"a\"").strongEtag()).isNull();
    assertThat(with("ETag", "a").strongEtag()).isNull();
    assertThat(BARE.strongEtag()).isNull();
  }

  @Test
  void contentLength_announced_isThat() {
    assertThat(with("Content-Length", "12").contentLength()).isEqualTo(12);
    assertThat(BARE.contentLength()).isEqualTo(-1);
  }

  @Test
  void strongValidator_tagAndDate_tagComesFirst() {
    HttpFields fields = dated("Mon, 06 May 2024 07:09:09 GMT").with("ETag", "\"a\"");

    assertThat(new ResponseHead(200, fields).strongValidator()).isEqualTo("\"a\"");
  }

  /** RFC 9110 §8.8.2.2. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mon, 06 May 2024 07:09:09 GMT | true",
        "Mon, 06 May 2024 07:09:08 GMT | false",
        "Mon, 06 May 2024 07:08:08 GMT | false",
        "yesterday | false",
      })
  void strongValidator_onlyADate_isStrongOnlyIfItLiesBack(String date, boolean isStrong) {
    assertThat(new ResponseHead(200, dated(date)).strongValidator())
        .isEqualTo(isStrong ? "Mon, 06 May 2024 07:08:09 GMT" : null);
  }

  @Test
  void strongValidator_neither_isNull() {
    assertThat(BARE.strongValidator()).isNull();
    assertThat(with("Last-Modified", "Mon, 06 May 2024 07:08:09 GMT").strongValidator()).isNull();
    assertThat(with("Date", "Mon, 06 May 2024 07:08:09 GMT").strongValidator()).isNull();
  }

  private static HttpFields dated(String date) {
    return HttpFields.EMPTY
        .with("Last-Modified", "Mon, 06 May 2024 07:08:09 GMT")
        .with("Date", date);
  }
}
