package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.HttpFields;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads header fields of a servlet request, and what they say of the viewer. */
final class RequestFields {
  private RequestFields() {}

  static HttpFields of(HttpServletRequest request) {
    List<HttpFields.Field> fields = new ArrayList<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        fields.add(new HttpFields.Field(name, withoutBlanksAround(value)));
      }
    }
    return HttpFields.of(fields);
  }

  /** They are no part of a value (RFC 9110 §5.5), and Liberty hands them on. */
  private static String withoutBlanksAround(String value) {
    int begin = 0;
    int end = value.length();
    while (begin < end && isBlank(value.charAt(begin))) {
      begin++;
    }
    while (begin < end && isBlank(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(begin, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /**
   * A digest of the values that these fields have; empty where none is there. Digested so that no
   * credential is kept in a key or seen in a log.
   */
  static String partition(HttpFields fields, Set<String> names) {
    return partition(fields, names, /* user= */ null);
  }

  /**
   * The same, and of the user for whom the container, or a filter in front, takes the viewer: a
   * client certificate is in no field.
   */
  static String partition(HttpFields fields, Set<String> names, @Nullable Principal user) {
    StringBuilder values = new StringBuilder();
    for (String name : new TreeSet<>(names)) {
      for (HttpFields.Field field : fields) {
        if (field.name().equalsIgnoreCase(name)) {
          append(name, field.value(), values);
        }
      }
    }
    String userName = user == null || names.isEmpty() ? null : user.getName();
    if (userName != null) {
      append(/* no field has that name */ "", userName, values);
    }
    return values.isEmpty() ? "" : digest(values.toString());
  }

  /** Lengths, so that no two sets of fields give the same text. */
  private static void append(String name, String value, StringBuilder to) {
    to.append(name).append(':').append(value.length()).append(':').append(value);
  }

  /** SHA-256 in hexadecimal digits. */
  static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
