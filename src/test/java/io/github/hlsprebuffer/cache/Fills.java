package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What tests of fills have in common. */
final class Fills {
  static final CacheKey KEY = new CacheKey("http://o/1.ts", /* range= */ null, "");
  static final ResponseHead HEAD = new ResponseHead(200, HttpFields.EMPTY);

  /** For what must come although another thread brings it. */
  static final Duration LONG = Duration.ofSeconds(30);

  private Fills() {}

  static ResponseHead announcing(long length) {
    return new ResponseHead(200, HttpFields.EMPTY.with("Content-Length", Long.toString(length)));
  }

  /** A fill that keeps all, of which the head has arrived. */
  static Fill begun(int blockBytes, long maxKeptBytes, ResponseHead head) {
    Fill fill = Fill.keeping(KEY, blockBytes, maxKeptBytes, /* prefetch= */ false);
    fill.begin(head, /* isShareable= */ true, HttpFields.EMPTY);
    return fill;
  }

  static FillReader leader(Fill fill) {
    return required(fill.attach(/* leader= */ true));
  }

  static FillReader joiner(Fill fill) {
    return required(fill.attach(/* leader= */ false));
  }

  private static FillReader required(@Nullable FillReader reader) {
    if (reader == null) {
      throw new AssertionError("the fill refuses a reader");
    }
    return reader;
  }

  static boolean append(Fill fill, byte[] body, int from, int to) {
    return fill.append(ByteBuffer.wrap(body, from, to - from));
  }

  /** The next bytes, which must be there already; null at the end. */
  static byte @Nullable [] next(FillReader reader) throws FillException {
    Slice slice = reader.read(Duration.ZERO);
    return slice == null ? null : bytes(slice);
  }

  /** Everything up to the end. */
  static byte[] readAll(FillReader reader, Duration patience) throws FillException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Slice slice = reader.read(patience); slice != null; slice = reader.read(patience)) {
      body.writeBytes(bytes(slice));
    }
    return body.toByteArray();
  }

  /** Everything that is there, without waiting. */
  static byte[] readReady(FillReader reader) throws FillException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (reader.isReady()) {
      Slice slice = reader.read(Duration.ZERO);
      if (slice == null) {
        throw new AssertionError("ready, and yet at the end");
      }
      body.writeBytes(bytes(slice));
    }
    return body.toByteArray();
  }

  static byte[] bytes(Slice slice) {
    return Arrays.copyOfRange(slice.array(), slice.offset(), slice.offset() + slice.length());
  }
}
