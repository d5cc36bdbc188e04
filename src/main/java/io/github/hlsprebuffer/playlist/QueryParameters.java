package io.github.hlsprebuffer.playlist;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the query parameter of a URI that EXT-X-DEFINE asks for (RFC 8216bis §4.4.2.3). */
final class QueryParameters {

  private QueryParameters() {}

  /** Returns the percent-decoded value of the first such parameter that has one, or null. */
  static @Nullable String find(String uri, String name) {
    int fragment = uri.indexOf('#');
    int end = fragment < 0 ? uri.length() : fragment;
    int start = uri.indexOf('?') + 1;
    while (start > 0 && start < end) {
      int ampersand = uri.indexOf('&', start);
      int parameterEnd = ampersand < 0 || ampersand > end ? end : ampersand;
      int equals = uri.indexOf('=', start);
      if (equals >= 0 && equals + 1 < parameterEnd && name.equals(uri.substring(start, equals))) {
        return percentDecode(uri.substring(equals + 1, parameterEnd));
      }
      start = parameterEnd + 1;
    }
    return null;
  }

  private static String percentDecode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      int octet = encoded[i] == '%' ? octet(encoded, i + 1) : -1;
      decoded.write(octet < 0 ? encoded[i] : octet);
      i += octet < 0 ? 0 : 2;
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }

  private static int octet(byte[] encoded, int at) {
    if (at + 1 >= encoded.length) {
      return -1;
    }
    int high = Character.digit(encoded[at], 16);
    int low = Character.digit(encoded[at + 1], 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
