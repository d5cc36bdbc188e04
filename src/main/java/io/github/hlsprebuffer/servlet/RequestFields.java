package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.HttpFields;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads header fields of a servlet request, and what they say of the viewer. */
final class RequestFields {
  private RequestFields() {}

  static HttpFields of(HttpServletRequest request) {
    List<HttpFields.Field> fields = new ArrayList<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        fields.add(new HttpFields.Field(name, value));
      }
    }
    return HttpFields.of(fields);
  }

  /**
   * A digest of the values that these fields have; empty where none is there. Digested so that no
   * credential is kept in a key or seen in a log.
   */
  static String partition(HttpFields fields, Set<String> names) {
    StringBuilder values = new StringBuilder();
    for (String name : new TreeSet<>(names)) {
      String value = fields.joined(name);
      if (value != null) {
        // Lengths, so that no two sets of fields give the same text.
        values.append(name).append(':').append(value.length()).append(':').append(value);
      }
    }
    return values.isEmpty() ? "" : sha256(values.toString());
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
