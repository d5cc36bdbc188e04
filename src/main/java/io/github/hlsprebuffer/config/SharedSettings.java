package io.github.hlsprebuffer.config;

import java.util.Map;

/**
 * The settings of a cache that several applications share, which none of them can have otherwise.
 *
 * @param values what an operator would write, for each of {@link Setting#ofEngine()}
 */
public record SharedSettings(Map<Setting, String> values) {
  /** Copies the values. */
  public SharedSettings {
    values = Map.copyOf(values);
    if (!values.keySet().equals(Setting.ofEngine())) {
      throw new IllegalArgumentException(values.keySet().toString());
    }
  }
}
