package io.github.hlsprebuffer.hints;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Undoes percent-encoding (RFC 3986 §2.1). */
final class PercentEncoding {
  private PercentEncoding() {}

  /** Decoded once, as UTF-8; what is no escape stays as it is. */
  static String decode(String text) {
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

  /** The value of a query argument: browsers' {@code URLSearchParams} writes spaces as plus. */
  static String decodeArgument(String text) {
    return decode(text.replace('+', ' '));
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
