package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Writes status and fields of a response that was fetched or stored. */
final class ResponseHeadWriter {
  /** Written by us, from what we know better. */
  private static final Set<String> OURS = Set.of("content-length", "age", "content-range");

  /** What is said of the content of the whole, and is wrong of a part. */
  private static final Set<String> OF_THE_WHOLE = Set.of("content-digest", "content-md5");

  /** What a 304 is to leave out (RFC 9110 §15.4.5): the viewer has it already. */
  private static final Set<String> OF_CONTENT =
      Set.of(
          "accept-ranges",
          "content-digest",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-md5",
          "content-type",
          "repr-digest");

  /** What is said of a representation, and not of an error that is sent in its place. */
  private static final Set<String> OF_A_REPRESENTATION =
      Set.of("cache-control", "content-location", "date", "etag", "expires", "last-modified");

  private ResponseHeadWriter() {}

  static void write(ResponseHead head, HttpServletResponse response, CacheStatus cacheStatus) {
    write(head, head.status(), response, cacheStatus);
  }

  /** Writes the head of a 206, 304, 412 or 416 that is given in place of this response. */
  static void write(
      ResponseHead head, int status, HttpServletResponse response, CacheStatus cacheStatus) {
    response.setStatus(status);
    HttpFields fields = head.fields();
    boolean hasTag = fields.contains("etag");
    writeFields(
        status == head.status() ? fields : fields.filter(name -> isSaid(name, status, hasTag)),
        response);
    cacheStatus.addTo(response);
  }

  /**
   * Writes a 412 or 416 in place of this response, without content: for an error page of its own a
   * container might take fields back.
   */
  static void refuse(
      ResponseHead head, int status, HttpServletResponse response, CacheStatus cacheStatus) {
    write(head, status, response, cacheStatus);
    response.setContentLength(0);
  }

  /** Takes back all that was written of a head that has not left yet. */
  static void takeBack(HttpServletResponse response) {
    // Undertow's reset() takes the field away and goes on counting, up to the end of what should
    // have come: it would cut an error page there.
    response.setContentLengthLong(-1);
    response.reset();
  }

  private static boolean isSaid(String name, int status, boolean hasTag) {
    return switch (status) {
      case HttpServletResponse.SC_PARTIAL_CONTENT -> !OF_THE_WHOLE.contains(name);
      case HttpServletResponse.SC_NOT_MODIFIED ->
          !OF_CONTENT.contains(name) && !(hasTag && name.equals("last-modified"));
      case HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE ->
          name.equals("accept-ranges") || isOfEveryAnswer(name);
      default -> isOfEveryAnswer(name);
    };
  }

  private static boolean isOfEveryAnswer(String name) {
    return !OF_CONTENT.contains(name) && !OF_A_REPRESENTATION.contains(name);
  }

  private static void writeFields(HttpFields fields, HttpServletResponse response) {
    Set<String> begun = new HashSet<>();
    Set<String> present = new HashSet<>();
    for (HttpFields.Field field : fields) {
      String name = field.name().toLowerCase(Locale.ROOT);
      // What a filter in front of us has set is its decision for this very viewer, and stands.
      if (begun.add(name) && response.containsHeader(field.name())) {
        present.add(name);
      }
      if (name.equals("date")) {
        // Some containers set theirs before any filter runs; it is nobody's decision.
        response.setHeader(field.name(), field.value());
      } else if (!OURS.contains(name) && !present.contains(name)) {
        response.addHeader(field.name(), field.value());
      }
    }
  }
}
