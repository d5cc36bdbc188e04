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

  private ResponseHeadWriter() {}

  static void write(ResponseHead head, HttpServletResponse response, CacheStatus cacheStatus) {
    response.setStatus(head.status());
    writeFields(head.fields(), response);
    cacheStatus.addTo(response);
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
      if (!OURS.contains(name) && !present.contains(name)) {
        response.addHeader(field.name(), field.value());
      }
    }
  }
}
