package io.github.hlsprebuffer.testing;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The answer that HTTP asks of an origin for one request: 200, 206, 304, 416 or as scripted. */
final class Reply {

  private static final List<String> SENT_WITH_304 =
      List.of("ETag", "Last-Modified", "Cache-Control", "Expires", "Vary", "Content-Location");

  private final int status;
  private final HeaderList headers;
  private final byte[] body;

  private Reply(int status, HeaderList headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static Reply to(RequestRecord request, Resource resource) {
    if (resource.status() != 200) {
      return whole(resource);
    }
    return isNotModified(request, resource) ? notModified(resource) : content(request, resource);
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

  BodyFraming framing(Resource resource) {
    return status < 200 || status == 204 || status == 304 ? BodyFraming.NONE : resource.framing();
  }

  private static Reply whole(Resource resource) {
    return new Reply(resource.status(), resource.headers(), resource.body());
  }

  private static Reply content(RequestRecord request, Resource resource) {
    if (!resource.acceptsRanges()) {
      return whole(resource);
    }
    HeaderList headers = resource.headers().with("Accept-Ranges", "bytes");
    return rangeOf(request, resource)
        .map(range -> ranged(resource, headers, range))
        .orElseGet(() -> new Reply(200, headers, resource.body()));
  }

  private static Reply ranged(Resource resource, HeaderList headers, ByteRange range) {
    byte[] body = resource.body();
    if (!range.isSatisfiable()) {
      HeaderList unsatisfied = HeaderList.EMPTY.plus("Content-Range", "bytes */" + body.length);
      return new Reply(416, unsatisfied, new byte[0]);
    }
    String contentRange = "bytes %d-%d/%d".formatted(range.first(), range.last(), body.length);
    byte[] part = Arrays.copyOfRange(body, range.first(), range.last() + 1);
    return new Reply(206, headers.with("Content-Range", contentRange), part);
  }

  private static Optional<ByteRange> rangeOf(RequestRecord request, Resource resource) {
    // RFC 9110 section 14.2: Range is defined for GET alone.
    if (!request.method().equals("GET") || !ifRangeHolds(request, resource)) {
      return Optional.empty();
    }
    return request.header("Range").flatMap(r -> ByteRange.parse(r, resource.body().length));
  }

  private static boolean ifRangeHolds(RequestRecord request, Resource resource) {
    return request
        .header("If-Range")
        .map(validator -> matchesStrongly(validator, resource.headers()))
        .orElse(true);
  }

  private static boolean matchesStrongly(String validator, HeaderList headers) {
    // RFC 9110 section 13.1.5: weak tags never match, dates match exactly.
    String field = validator.endsWith("\"") ? "ETag" : "Last-Modified";
    return !validator.startsWith("W/")
        && headers.first(field).filter(validator::equals).isPresent();
  }

  private static boolean isNotModified(RequestRecord request, Resource resource) {
    HeaderList current = resource.headers();
    if (request.headers().contains("If-None-Match")) {
      return current.first("ETag").filter(etag -> isListed(request, etag)).isPresent();
    }
    return current.first("Last-Modified").filter(date -> isNotAfter(request, date)).isPresent();
  }

  private static boolean isListed(RequestRecord request, String etag) {
    return request.headers().all("If-None-Match").stream()
        .flatMap(field -> Arrays.stream(field.split(",", -1)))
        .map(String::strip)
        .anyMatch(tag -> tag.equals("*") || opaque(tag).equals(opaque(etag)));
  }

  private static String opaque(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }

  private static boolean isNotAfter(RequestRecord request, String lastModified) {
    Optional<Instant> since = request.header("If-Modified-Since").flatMap(HttpDates::parse);
    Optional<Instant> modified = HttpDates.parse(lastModified);
    return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
  }

  private static Reply notModified(Resource resource) {
    List<HeaderList.Field> kept =
        resource.headers().fields().stream()
            .filter(field -> SENT_WITH_304.stream().anyMatch(field::isNamed))
            .toList();
    return new Reply(304, new HeaderList(kept), new byte[0]);
  }
}
