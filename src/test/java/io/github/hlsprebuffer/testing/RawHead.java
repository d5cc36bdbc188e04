package io.github.hlsprebuffer.testing;

/**
 * Status line and header section of a response.
 *
 * @param statusLine the first line as it was sent
 * @param headers the fields as they were sent, in order
 * @param firstByteNanos {@link System#nanoTime()} when the first byte had arrived
 */
public record RawHead(String statusLine, HeaderList headers, long firstByteNanos) {

  /** Returns the status code. */
  public int status() {
    return Integer.parseInt(statusLine.split(" ", -1)[1]);
  }

  BodyFraming framing(String requestMethod) {
    int status = status();
    if (requestMethod.equals("HEAD") || status < 200 || status == 204 || status == 304) {
      return BodyFraming.NONE;
    }
    if (headers.first("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      return BodyFraming.CHUNKED;
    }
    return headers.contains("Content-Length") ? BodyFraming.LENGTH : BodyFraming.UNTIL_CLOSE;
  }

  long contentLength() {
    return headers.first("Content-Length").map(Long::parseLong).orElse(0L);
  }
}
