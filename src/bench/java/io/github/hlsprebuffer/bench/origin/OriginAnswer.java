package io.github.hlsprebuffer.bench.origin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The response to one request: a 200 with all, a 206 with a part, or one without a body. */
final class OriginAnswer {
  /** RFC 9110, section 5.6.7: days have two digits. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

  private final int status;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final ByteBuffer body;

  /** Of the body, at its end: they are sent although they are not in the length. */
  private int unannouncedBytes;

  private OriginAnswer(int status, ByteBuffer body) {
    this.status = status;
    this.body = body;
  }

  /** The answer that a fault gives in place of any other, if it does. */
  static Optional<OriginAnswer> of(Fault fault, RequestHead request) {
    return switch (fault) {
      case STATUS_500 -> Optional.of(withoutBody(500));
      case STATUS_502 -> Optional.of(withoutBody(502));
      case STATUS_503 -> Optional.of(withoutBody(503));
      case BUSY -> Optional.of(withoutBody(503).with("Retry-After", "1"));
      case TOO_MANY_REQUESTS -> Optional.of(withoutBody(429).with("Retry-After", "1"));
      case REDIRECT ->
          Optional.of(withoutBody(302).with("Location", request.path() + "?redirected"));
      default -> Optional.empty();
    };
  }

  static OriginAnswer withoutBody(int status) {
    return new OriginAnswer(status, ByteBuffer.allocate(0));
  }

  static OriginAnswer playlist(String text, String cacheControl) {
    OriginAnswer answer = new OriginAnswer(200, StandardCharsets.UTF_8.encode(text));
    return answer
        .with("Content-Type", "application/vnd.apple.mpegurl")
        .with("Cache-Control", cacheControl);
  }

  /** The same as a file, with what file servers say of files. */
  static OriginAnswer playlistFile(String text, String cacheControl, String entityTag) {
    return playlist(text, cacheControl).with("ETag", entityTag).with("Accept-Ranges", "bytes");
  }

  /**
   * A segment, or the single range of it that was asked for (RFC 9110, section 14), which takes a
   * validator.
   */
  static OriginAnswer segment(RequestHead request, Presentation of, long number) {
    ByteBuffer whole = SegmentBytes.of(of, number);
    if (!of.hasValidators()) {
      OriginAnswer answer = new OriginAnswer(200, whole).with("Cache-Control", "max-age=20");
      answer.unannouncedBytes = of.unannouncedBytes();
      return answer.with("Content-Type", "video/mp2t");
    }
    String entityTag = "\"" + of.name() + number + "\"";
    Matcher range = RANGE.matcher(request.field("range"));
    String ifRange = request.field("if-range");
    if (!range.matches() || !(ifRange.isEmpty() || ifRange.equals(entityTag))) {
      return new OriginAnswer(200, whole).segmentFields(entityTag);
    }
    int size = whole.capacity();
    int first = first(range, size);
    int last = last(range, size);
    if (first > last) {
      return withoutBody(416).segmentFields(entityTag).with("Content-Range", "bytes */" + size);
    }
    return new OriginAnswer(206, whole.slice(first, last - first + 1))
        .segmentFields(entityTag)
        .with("Content-Range", "bytes %d-%d/%d".formatted(first, last, size));
  }

  private OriginAnswer segmentFields(String entityTag) {
    return with("Content-Type", "video/mp2t")
        .with("Cache-Control", "max-age=86400")
        .with("ETag", entityTag)
        .with("Accept-Ranges", "bytes");
  }

  private OriginAnswer with(String name, String value) {
    fields.put(name, value);
    return this;
  }

  int status() {
    return status;
  }

  /** What is sent of the body, unless it breaks off. */
  ByteBuffer body(Fault fault) {
    int hidden = fault.announcesLength() ? 0 : unannouncedBytes;
    return body.slice(0, body.remaining() - hidden);
  }

  byte[] head(Fault fault) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " \r\n");
    head.append("Date: ").append(DATE.format(ZonedDateTime.now(ZoneOffset.UTC))).append("\r\n");
    fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (fault.isChunked()) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (fault != Fault.UNTIL_CLOSE) {
      head.append("Content-Length: ").append(announcedBytes(fault)).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private long announcedBytes(Fault fault) {
    long missing = fault == Fault.LENGTH_TOO_LONG ? Presentation.MISSING_BYTES : 0;
    return missing + body.remaining() - unannouncedBytes;
  }

  private static int first(Matcher range, int size) {
    return range.group(1).isEmpty()
        ? Math.max(0, size - number(range.group(2), 0))
        : number(range.group(1), size);
  }

  private static int last(Matcher range, int size) {
    boolean isOpen = range.group(1).isEmpty() || range.group(2).isEmpty();
    return isOpen ? size - 1 : Math.min(size - 1, number(range.group(2), size));
  }

  private static int number(String digits, int otherwise) {
    return digits.isEmpty() ? otherwise : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(digits));
  }
}
