package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.http.HttpFields.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpFieldsTest {

  private static HttpFields fields(String... namesAndValues) {
    HttpFields fields = HttpFields.EMPTY;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields = fields.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  @Test
  void first_nameInOtherCase_isTheFirstLine() {
    HttpFields fields = fields("ETag", "\"1\"", "etag", "\"2\"");

    assertThat(fields.first("ETAG")).isEqualTo("\"1\"");
    assertThat(fields.contains("eTag")).isTrue();
  }

  @Test
  void lookups_absentField_areNullOrEmpty() {
    assertThat(HttpFields.EMPTY.first("x")).isNull();
    assertThat(HttpFields.EMPTY.joined("x")).isNull();
    assertThat(HttpFields.EMPTY.contains("x")).isFalse();
    assertThat(HttpFields.EMPTY.members("x")).isEmpty();
  }

  @Test
  void joined_severalLines_areOneListInTheirOrder() {
    assertThat(fields("Vary", "a", "Other", "x", "vary", "b").joined("VARY")).isEqualTo("a, b");
  }

  @Test
  void members_listsOnSeveralLines_areTrimmedLowerCaseAndWithoutEmptyOnes() {
    assertThat(fields("Vary", " Accept ,,ORIGIN, ", "vary", "Cookie").members("vary"))
        .containsExactly("accept", "origin", "cookie");
  }

  @Test
  void filter_namesInAnyCase_seesThemInLowerCaseAndKeepsThemAsTheyAre() {
    assertThat(fields("X-A", "1", "X-B", "2", "x-a", "3").filter(name -> name.equals("x-a")))
        .containsExactly(new Field("X-A", "1"), new Field("x-a", "3"));
  }

  @Test
  void with_existingName_addsALineAtTheEndAndLeavesTheOriginalAlone() {
    HttpFields original = fields("A", "1");

    assertThat(original.with("A", "2")).containsExactly(new Field("A", "1"), new Field("A", "2"));
    assertThat(original).containsExactly(new Field("A", "1"));
  }

  @Test
  void of_listChangedLater_isNotChanged() {
    List<Field> source = new ArrayList<>(List.of(new Field("A", "1")));
    HttpFields fields = HttpFields.of(source);
    source.clear();

    assertThat(fields).hasSize(1);
    assertThatThrownBy(() -> fields.iterator().remove())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void endToEnd_connectionFieldsAndThoseItNominates_areLeftOut() {
    HttpFields received =
        fields(
            "Connection", "close, X-Hop",
            "Keep-Alive", "timeout=5",
            "Proxy-Authenticate", "Basic",
            "Proxy-Authorization", "Basic x",
            "Proxy-Authentication-Info", "x",
            "Proxy-Connection", "close",
            "TE", "trailers",
            "Trailer", "Digest",
            "Transfer-Encoding", "chunked",
            "Upgrade", "h2c",
            "x-hop", "1",
            "Content-Type", "video/mp2t");

    assertThat(received.endToEnd()).containsExactly(new Field("Content-Type", "video/mp2t"));
  }

  @Test
  void agreesWith_sameSelectingValues_agrees() {
    HttpFields stored =
        fields("Accept-Encoding", "gzip", "User-Agent", "a").select(List.of("accept-encoding"));

    assertThat(fields("accept-encoding", " gzip ").agreesWith(stored)).isTrue();
    assertThat(fields("Accept-Encoding", "br").agreesWith(stored)).isFalse();
    assertThat(HttpFields.EMPTY.agreesWith(stored)).isFalse();
  }

  @Test
  void agreesWith_selectingFieldAbsentThen_needsItAbsentNow() {
    HttpFields stored = HttpFields.EMPTY.select(List.of("origin"));

    assertThat(HttpFields.EMPTY.agreesWith(stored)).isTrue();
    assertThat(fields("Origin", "https://a").agreesWith(stored)).isFalse();
  }

  @Test
  void agreesWith_severalSelectingFields_needsAllOfThem() {
    HttpFields stored = fields("A", "1", "B", "2").select(List.of("a", "b"));

    assertThat(fields("B", "2", "A", "1").agreesWith(stored)).isTrue();
    assertThat(fields("A", "1").agreesWith(stored)).isFalse();
    assertThat(fields("A", "1").agreesWith(HttpFields.EMPTY)).isTrue();
  }

  @Test
  void select_severalLines_areJoined() {
    assertThat(fields("A", "1", "A", "2").select(List.of("a", "b")))
        .containsExactly(new Field("a", "1, 2"), new Field("b", ""));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "' 17 ', 17", "9223372036854775807, 9223372036854775807"})
  void contentLength_number_isThatNumber(String value, long expected) {
    assertThat(fields("content-length", value).contentLength()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"-1", "-17", "x", "''", "'5, 5'", "9223372036854775808", "1.0"})
  void contentLength_anythingElse_isUnknown(String value) {
    assertThat(fields("Content-Length", value).contentLength()).isEqualTo(-1);
  }

  @Test
  void contentLength_absent_isUnknown() {
    assertThat(HttpFields.EMPTY.contentLength()).isEqualTo(-1);
  }

  @Test
  void equals_sameFieldsInSameOrder_areEqual() {
    assertThat(fields("A", "1", "B", "2"))
        .isEqualTo(fields("A", "1", "B", "2"))
        .hasSameHashCodeAs(fields("A", "1", "B", "2"))
        .isNotEqualTo(fields("B", "2", "A", "1"))
        .isNotEqualTo(fields("a", "1", "B", "2"))
        .isNotEqualTo("A");
  }
}
