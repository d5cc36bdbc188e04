package io.github.hlsprebuffer.bench.origin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

  private OriginAnswer(int status, ByteBuffer body) {
    this.status = status;
    this.body = body;
  }

  static OriginAnswer withoutBody(int status) {
    return new OriginAnswer(status, ByteBuffer.allocate(0));
  }

  static OriginAnswer playlist(String text, String cacheControl) {
    OriginAnswer answer = new OriginAnswer(200, StandardCharsets.UTF_8.encode(text));
    answer.fields.put("Content-Type", "application/vnd.apple.mpegurl");
    answer.fields.put("Cache-Control", cacheControl);
    return answer;
  }

  /** The same as a file, with what file servers say of files. */
  static OriginAnswer playlistFile(String text, String cacheControl, String entityTag) {
    OriginAnswer answer = playlist(text, cacheControl);
    answer.fields.put("ETag", entityTag);
    answer.fields.put("Accept-Ranges", "bytes");
    return answer;
  }

  /** A segment, or the single range of it that was asked for (RFC 9110, section 14). */
  static OriginAnswer segment(RequestHead request, ByteBuffer whole, String entityTag) {
    Matcher range = RANGE.matcher(request.field("range"));
    String ifRange = request.field("if-range");
    if (!range.matches() || !(ifRange.isEmpty() || ifRange.equals(entityTag))) {
      return new OriginAnswer(200, whole).segmentFields(entityTag);
    }
    int size = whole.capacity();
    int first = first(range, size);
    int last = last(range, size);
    if (first > last) {
      OriginAnswer answer = withoutBody(416).segmentFields(entityTag);
      answer.fields.put("Content-Range", "bytes */" + size);
      return answer;
    }
    OriginAnswer answer =
        new OriginAnswer(206, whole.slice(first, last - first + 1)).segmentFields(entityTag);
    answer.fields.put("Content-Range", "bytes %d-%d/%d".formatted(first, last, size));
    return answer;
  }

  private OriginAnswer segmentFields(String entityTag) {
    fields.put("Content-Type", "video/mp2t");
    fields.put("Cache-Control", "max-age=86400");
    fields.put("ETag", entityTag);
    fields.put("Accept-Ranges", "bytes");
    return this;
  }

  int status() {
    return status;
  }

  ByteBuffer body() {
    return body;
  }

  byte[] head() {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " \r\n");
    head.append("Date: ").append(DATE.format(ZonedDateTime.now(ZoneOffset.UTC))).append("\r\n");
    fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.remaining()).append("\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
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
