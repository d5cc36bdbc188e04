package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.testing.Bodies;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is to be done before a viewer has all. */
final class FillBodyTest {
  private static final byte[] BODY = Bodies.body(1, 25);

  private final Fill fill =
      Fill.keeping(new CacheKey("http://o/1.m3u8", null, ""), 10, 1000, /* prefetch= */ false);
  private int ends;

  @Test
  void next_lastOfWhatWasAnnounced_comesAfterTheEndsWork() throws Exception {
    BodySource body = begun(BODY.length);
    append(0, 20);
    assertThat(length(body.next())).isEqualTo(10);
    assertThat(length(body.next())).isEqualTo(10);
    assertThat(ends).isZero();
    append(20, 25);
    assertThat(length(body.next())).isEqualTo(5);
    assertThat(ends).as("before the writer says that this was all").isEqualTo(1);
    assertThat(body.next()).isSameAs(Slice.NOT_YET);
    fill.complete();
    assertThat(body.next()).isNull();
    assertThat(ends).isEqualTo(1);
  }

  @Test
  void next_lengthThatWasNotAnnounced_endsWithTheFill() throws Exception {
    BodySource body = begun(-1);
    append(0, 10);
    assertThat(length(body.next())).isEqualTo(10);
    assertThat(body.next()).isSameAs(Slice.NOT_YET);
    assertThat(ends).isZero();
    fill.complete();
    assertThat(body.next()).isNull();
    assertThat(body.next()).isNull();
    assertThat(ends).isEqualTo(1);
  }

  private BodySource begun(int announced) {
    List<HttpFields.Field> fields =
        announced < 0
            ? List.of()
            : List.of(new HttpFields.Field("Content-Length", Integer.toString(announced)));
    ResponseHead head = new ResponseHead(200, HttpFields.of(fields));
    fill.begin(head, /* isShareable= */ true, HttpFields.EMPTY);
    FillReader reader = Objects.requireNonNull(fill.attach(/* leader= */ true));
    return new FillBody(reader, Duration.ofSeconds(30), head.contentLength(), () -> ends++);
  }

  private void append(int from, int to) {
    assertThat(fill.append(ByteBuffer.wrap(BODY, from, to - from))).isTrue();
  }

  private static int length(@Nullable Slice next) {
    Slice bytes = Objects.requireNonNull(next);
    assertThat(bytes.isThere()).isTrue();
    return bytes.length();
  }
}
