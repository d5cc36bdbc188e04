package io.github.hlsprebuffer.hints;

import java.util.Map;

/**
 * A value of a dictionary. Strings, tokens and numbers are not told apart: senders mix them up, and
 * the key tells what is meant.
 *
 * @param value without quotes; {@value #TRUE} for a key or parameter without value
 * @param isBoolean whether it is {@code ?1} or {@code ?0}, written or implied
 */
record Item(String value, boolean isBoolean, Map<String, String> parameters) {
  /** The boolean that needs not be written (RFC 8941 §3.3.6). */
  static final String TRUE = "?1";
}
