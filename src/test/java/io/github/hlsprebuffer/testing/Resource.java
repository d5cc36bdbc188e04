package io.github.hlsprebuffer.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What the origin serves under one path, and how fast: an immutable value whose {@code with...}
 * methods return changed copies.
 */
public final class Resource {

  private final int status;
  private final HeaderList headers;
  private final byte[] body;
  private final boolean acceptsRanges;
  private final BodyFraming framing;
  private final Pace pace;

  /** Delays before the header section and rate of the body; a rate of 0 is unlimited. */
  private record Pace(Optional<Gate> gate, Duration latency, long bytesPerSecond) {}

  private Resource(
      int status,
      HeaderList headers,
      byte[] body,
      boolean acceptsRanges,
      BodyFraming framing,
      Pace pace) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.acceptsRanges = acceptsRanges;
    this.framing = framing;
    this.pace = pace;
  }

  /** A 200 with a Content-Length and byte ranges; the array is not copied. */
  public static Resource bytes(byte[] body, String contentType) {
    HeaderList headers = HeaderList.EMPTY.plus("Content-Type", contentType);
    Pace pace = new Pace(Optional.empty(), Duration.ZERO, 0);
    return new Resource(200, headers, body, true, BodyFraming.LENGTH, pace);
  }

  /** A 200 whose body is the text in UTF-8. */
  public static Resource text(String text, String contentType) {
    return bytes(text.getBytes(StandardCharsets.UTF_8), contentType);
  }

  /** A 200 with the media type of HLS playlists (RFC 8216bis section 4). */
  public static Resource playlist(String text) {
    return text(text, "application/vnd.apple.mpegurl");
  }

  /** A 200 with the media type of MPEG-2 transport streams. */
  public static Resource segment(byte[] body) {
    return bytes(body, "video/mp2t");
  }

  /** A response with this status and a short text that names it. */
  public static Resource status(int status) {
    return text("status " + status + "\n", "text/plain").withStatus(status);
  }

  /** Returns a copy with another status; only a 200 is subject to ranges and conditions. */
  public Resource withStatus(int newStatus) {
    return new Resource(newStatus, headers, body, acceptsRanges, framing, pace);
  }

  /**
   * Returns a copy with one more header field line. Content-Length and Transfer-Encoding given here
   * are sent as they are, in place of the origin's own.
   */
  public Resource withHeader(String name, String value) {
    return withHeaders(headers.plus(name, value));
  }

  /** Returns a copy with this strong or weak entity tag, quotes included. */
  public Resource withEtag(String etag) {
    return withHeaders(headers.with("ETag", etag));
  }

  /** Returns a copy with this Last-Modified date (RFC 9110 section 8.8.2). */
  public Resource withLastModified(String httpDate) {
    return withHeaders(headers.with("Last-Modified", httpDate));
  }

  /** Returns a copy with exactly these header fields. */
  public Resource withHeaders(HeaderList newHeaders) {
    return new Resource(status, newHeaders, body, acceptsRanges, framing, pace);
  }

  /** Returns a copy that ignores Range and does not send Accept-Ranges. */
  public Resource withoutRanges() {
    return new Resource(status, headers, body, false, framing, pace);
  }

  /** Returns a copy without Content-Length: it is sent in chunks. */
  public Resource chunked() {
    return new Resource(status, headers, body, acceptsRanges, BodyFraming.CHUNKED, pace);
  }

  /** Returns a copy without Content-Length whose end is the end of the connection. */
  public Resource untilClose() {
    return new Resource(status, headers, body, acceptsRanges, BodyFraming.UNTIL_CLOSE, pace);
  }

  /** Returns a copy that waits this long before it sends its header section. */
  public Resource withLatency(Duration latency) {
    Pace newPace = new Pace(pace.gate(), latency, pace.bytesPerSecond());
    return new Resource(status, headers, body, acceptsRanges, framing, newPace);
  }

  /** Returns a copy whose every response is limited to this rate; 0 is unlimited. */
  public Resource withBytesPerSecond(long bytesPerSecond) {
    Pace newPace = new Pace(pace.gate(), pace.latency(), bytesPerSecond);
    return new Resource(status, headers, body, acceptsRanges, framing, newPace);
  }

  /** Returns a copy that waits at a gate before it sends its header section. */
  Resource heldAt(Gate gate) {
    Pace newPace = new Pace(Optional.of(gate), pace.latency(), pace.bytesPerSecond());
    return new Resource(status, headers, body, acceptsRanges, framing, newPace);
  }

  int status() {
    return status;
  }

  HeaderList headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  boolean acceptsRanges() {
    return acceptsRanges;
  }

  BodyFraming framing() {
    return framing;
  }

  Optional<Gate> gate() {
    return pace.gate();
  }

  Duration latency() {
    return pace.latency();
  }

  long bytesPerSecond() {
    return pace.bytesPerSecond();
  }
}
