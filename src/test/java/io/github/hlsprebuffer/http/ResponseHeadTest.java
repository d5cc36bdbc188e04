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
}
