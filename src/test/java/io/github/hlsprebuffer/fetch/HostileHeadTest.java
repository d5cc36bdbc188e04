package io.github.hlsprebuffer.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.testing.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Header sections that are meant to harm whoever reads or repeats them. */
final class HostileHeadTest {
  private final FetcherFixture fixture = new FetcherFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Columns: how many fields, and how long their values are. The first bounds are HttpClient's. */
  @ParameterizedTest
  @CsvSource({"1, 9000", "101, 1", "100000, 10", "60, 1500"})
  void fetch_moreThanAHeadMayTake_isBroken(int fields, int length) throws Exception {
    RecordingListener listener = fetch(fields, length);

    assertThat(listener.awaitEnd()).isEqualTo(Cause.BROKEN);
    assertThat(listener.hasHead()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 8000", "90, 10", "40, 1500"})
  void fetch_asMuchAsAHeadMayTake_isRead(int fields, int length) throws Exception {
    RecordingListener listener = fetch(fields, length);

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.awaitHead().fields().first("x-0")).hasSize(length);
  }

  /** What is no line end to one may be one to another (RFC 9112 §2.2). */
  @ParameterizedTest
  @ValueSource(strings = {"\r", "\0", "\u000b", "\u001b", "\u007f", "\r\r"})
  void fetch_controlCharactersInAField_becomeSpaces(String control) throws Exception {
    fixture.origin.serve(
        "/a",
        Resource.text("body", "video/mp2t").withHeader("X-Any", "a" + control + "Set-Cookie: b=1"));

    RecordingListener listener = fixture.fetch("/a");

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.awaitHead().fields().first("x-any"))
        .isEqualTo("a" + " ".repeat(control.length()) + "Set-Cookie: b=1");
    assertThat(listener.awaitHead().fields().contains("set-cookie")).isFalse();
  }

  @Test
  void fetch_tabInAField_stays() throws Exception {
    fixture.origin.serve("/a", Resource.text("body", "video/mp2t").withHeader("X-Any", "a\tb"));

    assertThat(fixture.fetch("/a").awaitHead().fields().first("x-any")).isEqualTo("a\tb");
  }

  private RecordingListener fetch(int fields, int length) {
    Resource resource = Resource.text("body", "video/mp2t");
    for (int i = 0; i < Math.min(fields, 1_000); i++) {
      resource = resource.withHeader("X-" + i, "v".repeat(length));
    }
    // Lines that the origin sends as one field of its own.
    if (fields > 1_000) {
      resource = resource.withHeader("X-More", "v\r\nX-More: v".repeat(fields - 1_000));
    }
    fixture.origin.serve("/a", resource);
    return fixture.fetch("/a");
  }
}
