package io.github.hlsprebuffer.config;

import java.io.Serial;

/** A setting is unknown or malformed; the message names it, its value and the expected form. */
public final class ConfigurationException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ConfigurationException(String message) {
    super(message);
  }

  static ConfigurationException malformed(String where, String value, String expected) {
    return new ConfigurationException(
        where + " has the value '" + value + "'; expected: " + expected + ".");
  }
}
