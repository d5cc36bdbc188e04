package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.ContentRange;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a body is of, so that more of the very same bytes can be asked for and recognized (RFC 9110
 * §15.3.7.3). Offsets are within the body, which may itself be a range of the resource.
 *
 * @param head what the first request was answered
 * @param validator of the resource; strong
 * @param first offset in the resource of the body's first byte
 * @param length of the body in bytes, or -1 where it is not known yet
 * @param completeLength of the resource in bytes, or -1
 */
record Representation(
    ResponseHead head, String validator, long first, long length, long completeLength) {

  // What made the first answer what it was must not stop the rest of it from coming.
  private static final Set<String> CONDITIONS =
      Set.of(
          "range",
          "if-range",
          "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since");

  private static final Set<String> OF_A_PART =
      Set.of("content-range", "content-length", "content-digest", "content-md5");

  /** What the answer to a request is of, or null where more of the same cannot be asked for. */
  static @Nullable Representation of(FetchRequest request, ResponseHead head) {
    String validator = head.strongValidator();
    if (validator == null || !request.method().equals("GET")) {
      return null;
    }
    if (head.status() == 200) {
      return new Representation(head, validator, 0, head.contentLength(), head.contentLength());
    }
    ContentRange range = head.status() == 206 ? ContentRange.of(head.fields()) : null;
    return range == null
        ? null
        : new Representation(
            head,
            validator,
            range.interval().first(),
            range.interval().length(),
            range.completeLength());
  }

  /** What the first of several parts is of, as if the whole had been asked for; or null. */
  static @Nullable Representation ofFirstPart(ResponseHead part) {
    String validator = part.strongValidator();
    ContentRange range = ContentRange.of(part.fields());
    if (validator == null
        || range == null
        || range.interval().first() != 0
        || range.completeLength() < 0) {
      return null;
    }
    // RFC 9111 §3.4
    HttpFields whole =
        part.fields()
            .filter(name -> !OF_A_PART.contains(name))
            .with("Content-Length", Long.toString(range.completeLength()));
    return new Representation(
        new ResponseHead(200, whole), validator, 0, range.completeLength(), range.completeLength());
  }

  /**
   * Asks for the rest from an offset on, which is below the length.
   *
   * @param to offset after the last byte that is asked for, or -1 for all there is
   */
  FetchRequest rest(FetchRequest request, long from, long to) {
    long end = to < 0 && head.status() == 206 ? length : to;
    String last = end < 0 ? "" : Long.toString(first + end - 1);
    return request
        .only(name -> !CONDITIONS.contains(name))
        .forPart()
        .with("Range", "bytes=" + (first + from) + "-" + last)
        .with("If-Range", validator);
  }

  /** How many bytes from an offset on an answer brings of the very same body; 0 if none. */
  long continuedBy(ResponseHead answer, long position) {
    ContentRange range = answer.status() == 206 ? ContentRange.of(answer.fields()) : null;
    if (range == null || !isOfSame(answer, range)) {
      return 0;
    }
    ByteInterval sent = range.interval();
    long end = length >= 0 ? first + length : range.completeLength();
    return sent.first() == first + position && sent.last() < end ? sent.length() : 0;
  }

  /** The same, now that an answer has told what was not known. */
  Representation completedBy(ResponseHead answer) {
    ContentRange range = ContentRange.of(answer.fields());
    if (range == null || completeLength >= 0) {
      return this;
    }
    long complete = range.completeLength();
    return new Representation(head, validator, first, length >= 0 ? length : complete, complete);
  }

  private boolean isOfSame(ResponseHead answer, ContentRange range) {
    boolean sameLength =
        completeLength < 0
            || range.completeLength() < 0
            || completeLength == range.completeLength();
    return sameLength
        && validator.equals(validatorOf(answer.fields()))
        && Objects.equals(
            head.fields().joined("content-encoding"), answer.fields().joined("content-encoding"));
  }

  private @Nullable String validatorOf(HttpFields fields) {
    return fields.first(validator.startsWith("\"") ? "etag" : "last-modified");
  }
}
