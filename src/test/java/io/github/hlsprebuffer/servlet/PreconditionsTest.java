package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import io.github.hlsprebuffer.http.ResponseHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreconditionsTest {
  private static final String MODIFIED = "Mon, 01 Jan 2024 00:00:00 GMT";
  private static final String EARLIER = "Sun, 31 Dec 2023 23:59:59 GMT";
  private static final String LATER = "Mon, 01 Jan 2024 00:00:01 GMT";
  private static final ResponseHead TAGGED = head("\"a\"", MODIFIED, LATER);

  private static ResponseHead head(String etag, String lastModified, String date) {
    HttpFields fields = HttpFields.EMPTY;
    fields = etag.isEmpty() ? fields : fields.with("ETag", etag);
    fields = lastModified.isEmpty() ? fields : fields.with("Last-Modified", lastModified);
    fields = date.isEmpty() ? fields : fields.with("Date", date);
    return new ResponseHead(200, fields);
  }

  private static HttpFields request(String name, String value) {
    return HttpFields.EMPTY.with(name, value);
  }

  /** RFC 9110 §13.1.2: weak comparison. */
  @ParameterizedTest
  @CsvSource({
    "'\"a\"', '\"a\"', true",
    "'\"a\"', 'W/\"a\"', true",
    "'W/\"a\"', '\"a\"', true",
    "'W/\"a\"', 'W/\"a\"', true",
    "'\"a\"', '\"b\"', false",
    "'\"a\"', '\"b\", \"a\"', true",
    "'\"a\"', '\"b\",W/\"a\" ', true",
    "'\"a,b\"', '\"c\", \"a,b\"', true",
    "'\"b\"', '\"a,\"b\"', false",
    "'\"a\"', '*', true",
    "'\"a\"', ' * ', true",
    "'', '*', true",
    "'', '\"a\"', false",
    "'\"a\"', 'a', false",
    "'\"a\"', '\"A\"', false"
  })
  void isNotModified_ifNoneMatch_comparesEntityTags(String etag, String field, boolean expected) {
    assertThat(
            Preconditions.isNotModified(
                request("If-None-Match", field), head(etag, MODIFIED, LATER)))
        .isEqualTo(expected);
  }

  @Test
  void isNotModified_ifNoneMatchOnTwoLines_isOneList() {
    HttpFields request = request("If-None-Match", "\"b\"").with("If-None-Match", "\"a\"");

    assertThat(Preconditions.isNotModified(request, TAGGED)).isTrue();
  }

  /** RFC 9110 §13.1.3. */
  @ParameterizedTest
  @CsvSource({
    "'" + MODIFIED + "', true",
    "'" + LATER + "', true",
    "'" + EARLIER + "', false",
    "yesterday, false",
    "0, false"
  })
  void isNotModified_ifModifiedSince_comparesDates(String field, boolean expected) {
    assertThat(Preconditions.isNotModified(request("If-Modified-Since", field), TAGGED))
        .isEqualTo(expected);
  }

  /** RFC 9110 §13.2.2. */
  @Test
  void isNotModified_bothFields_onlyTheEntityTagCounts() {
    HttpFields request = request("If-None-Match", "\"b\"").with("If-Modified-Since", LATER);

    assertThat(Preconditions.isNotModified(request, TAGGED)).isFalse();
  }

  @Test
  void isNotModified_noConditionOrNoValidatorOrNoSuccess_isFalse() {
    assertThat(Preconditions.isNotModified(HttpFields.EMPTY, TAGGED)).isFalse();
    assertThat(Preconditions.isNotModified(request("If-Modified-Since", LATER), head("", "", "")))
        .isFalse();
    for (int status : new int[] {301, 404, 500}) {
      assertThat(
              Preconditions.isNotModified(
                  request("If-None-Match", "*"), new ResponseHead(status, TAGGED.fields())))
          .isFalse();
    }
  }

  /** RFC 9110 §13.1.1: strong comparison; §13.1.4; §13.2.2: the tag before the date. */
  @ParameterizedTest
  @CsvSource({
    "'\"a\"', '', '\"a\"', false",
    "'\"a\"', '', '\"b\", \"a\"', false",
    "'\"a\"', '', '*', false",
    "'\"a\"', '', '\"b\"', true",
    "'\"a\"', '', 'W/\"a\"', true",
    "'W/\"a\"', '', 'W/\"a\"', true",
    "'', '', '\"a\"', true",
    "'\"a\"', '" + EARLIER + "', '\"a\"', false",
    "'\"a\"', '" + EARLIER + "', '', true",
    "'\"a\"', '" + MODIFIED + "', '', false",
    "'\"a\"', 'some day', '', false"
  })
  void hasFailed_ifMatchOrIfUnmodifiedSince_saysWhetherItChanged(
      String etag, String unmodifiedSince, String match, boolean failed) {
    HttpFields request = HttpFields.EMPTY;
    request = match.isEmpty() ? request : request.with("If-Match", match);
    request =
        unmodifiedSince.isEmpty() ? request : request.with("If-Unmodified-Since", unmodifiedSince);

    assertThat(Preconditions.hasFailed(request, head(etag, MODIFIED, LATER))).isEqualTo(failed);
    assertThat(Preconditions.hasFailed(request, new ResponseHead(404, HttpFields.EMPTY))).isFalse();
  }

  /** RFC 9110 §13.2.2: conditions come before the range. */
  @Test
  void isNotModified_partOfAResource_comparesToo() {
    ResponseHead part = new ResponseHead(206, TAGGED.fields());

    assertThat(Preconditions.isNotModified(request("If-None-Match", "\"a\""), part)).isTrue();
  }

  /** RFC 9110 §13.1.5: strong comparison, character by character. */
  @ParameterizedTest
  @CsvSource({
    "'\"a\"', true",
    "'\"b\"', false",
    "'W/\"a\"', false",
    "'" + MODIFIED + "', true",
    "'" + LATER + "', false",
    "'', false"
  })
  void rangeToServe_ifRangeOfATaggedResource_needsItsTagOrItsDate(String ifRange, boolean served) {
    HttpFields request = request("Range", "bytes=0-1").with("If-Range", ifRange);

    assertThat(Preconditions.rangeToServe(request, TAGGED))
        .isEqualTo(served ? new RangeField(0, 1) : null);
  }

  @ParameterizedTest
  @CsvSource({
    "'" + MODIFIED + "', '" + LATER + "', '" + MODIFIED + "', true",
    "'" + MODIFIED + "', '" + LATER + "', '" + LATER + "', false",
    "'" + MODIFIED + "', '" + LATER + "', '" + EARLIER + "', false",
    "'" + MODIFIED + "', '" + MODIFIED + "', '" + MODIFIED + "', false",
    "'" + MODIFIED + "', '', '" + MODIFIED + "', false",
    "'', '" + LATER + "', '" + MODIFIED + "', false"
  })
  void rangeToServe_ifRangeWithADate_needsThatDateAndThatItIsStrong(
      String lastModified, String date, String ifRange, boolean served) {
    HttpFields request = request("Range", "bytes=5-").with("If-Range", ifRange);

    assertThat(Preconditions.rangeToServe(request, head("", lastModified, date)))
        .isEqualTo(served ? new RangeField(5, -1) : null);
  }

  @ParameterizedTest
  @CsvSource({"bytes=2-3, true", "bytes=-3, true", "'bytes=0-1,4-5', false", "items=0-1, false"})
  void rangeToServe_rangeAlone_isThatIfItIsOneRange(String range, boolean served) {
    assertThat(Preconditions.rangeToServe(request("Range", range), TAGGED))
        .isEqualTo(served ? RangeField.parse(range) : null);
  }

  @Test
  void rangeToServe_noRangeOrNoWhole_isNull() {
    assertThat(Preconditions.rangeToServe(HttpFields.EMPTY, TAGGED)).isNull();
    assertThat(Preconditions.rangeToServe(request("If-Range", "\"a\""), TAGGED)).isNull();
    assertThat(
            Preconditions.rangeToServe(
                request("Range", "bytes=0-1"), new ResponseHead(206, TAGGED.fields())))
        .isNull();
  }

  @Test
  void strongValidator_weakTagWithStrongDate_isTheDate() {
    assertThat(Preconditions.strongValidator(TAGGED)).isEqualTo("\"a\"");
    assertThat(Preconditions.strongValidator(head("W/\"a\"", MODIFIED, LATER))).isEqualTo(MODIFIED);
    assertThat(Preconditions.strongValidator(head("W/\"a\"", MODIFIED, MODIFIED))).isNull();
    assertThat(Preconditions.strongValidator(head("", "", ""))).isNull();
  }
}
