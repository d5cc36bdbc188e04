package io.github.hlsprebuffer.config;

import java.io.Serial;

/** A setting is unknown or malformed; the message names it, its value and the expected form. */
public final class ConfigurationException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ConfigurationException(String message) {
    super(message);
  }

  static ConfigurationException notShared(
      String where, String value, Setting setting, String shared) {
    return new ConfigurationException(
        where
            + " has the value '"
            + value
            + "', but the cache that this application shares has "
            + (shared.isEmpty() ? "none" : "'" + shared + "'")
            + "; expected: the same, or nothing. One value is for all applications: leave it out"
            + " here, or change the attribute "
            + setting.settingName()
            + " of the shared cache's <Resource> in conf/server.xml.");
  }

  static ConfigurationException malformed(String where, String value, String expected) {
    return new ConfigurationException(
        where + " has the value '" + value + "'; expected: " + expected + ".");
  }
}
