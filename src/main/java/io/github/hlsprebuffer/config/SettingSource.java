package io.github.hlsprebuffer.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place where settings are given, such as the system properties.
 *
 * @param description what to call the place in a message, such as {@code system property}
 * @param naming how the place names a setting
 * @param prefix names that begin so must be ours; empty: every name must be
 * @param values everything that is given there, ours or not
 */
public record SettingSource(
    String description, Naming naming, String prefix, Map<String, String> values) {

  /** How a place names a setting. */
  public enum Naming {
    /** {@code hlsprebuffer.prebufferSegments}. */
    PROPERTY,
    /** {@code HLSPREBUFFER_PREBUFFER_SEGMENTS}. */
    ENVIRONMENT,
    /** {@code prebufferSegments}. */
    BARE
  }

  /** System properties. */
  public static SettingSource systemProperties(Map<String, String> values) {
    return new SettingSource(
        "System property", Naming.PROPERTY, Setting.PROPERTY_PREFIX, Map.copyOf(values));
  }

  /** Environment variables. */
  public static SettingSource environment(Map<String, String> values) {
    return new SettingSource(
        "Environment variable", Naming.ENVIRONMENT, Setting.ENVIRONMENT_PREFIX, Map.copyOf(values));
  }

  /** Context parameters of the web application. */
  public static SettingSource contextParams(Map<String, String> values) {
    return new SettingSource(
        "Context parameter", Naming.PROPERTY, Setting.PROPERTY_PREFIX, Map.copyOf(values));
  }

  /** Init parameters of a filter, which are all ours. */
  public static SettingSource initParams(String filterName, Map<String, String> values) {
    return new SettingSource(
        "Init parameter of filter '" + filterName + "',", Naming.BARE, "", Map.copyOf(values));
  }

  /** The value given here, or null; a blank one counts as not given. */
  @Nullable String value(Setting setting) {
    String value = values.get(nameOf(setting));
    return value == null || value.isBlank() ? null : value.trim();
  }

  String nameOf(Setting setting) {
    return switch (naming) {
      case PROPERTY -> setting.propertyName();
      case ENVIRONMENT -> setting.environmentName();
      case BARE -> setting.settingName();
    };
  }
}
