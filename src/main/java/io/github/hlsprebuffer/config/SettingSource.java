package io.github.hlsprebuffer.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One place where settings are given, such as the system properties.
 *
 * @param description what to call the place in a message, such as {@code system property}
 * @param naming how the place names a setting
 * @param prefix names that begin so must be ours; empty: every name must be
 * @param known the settings that can be given there
 * @param values everything that is given there, ours or not
 */
public record SettingSource(
    String description,
    Naming naming,
    String prefix,
    Set<Setting> known,
    Map<String, String> values) {

  private static final Set<Setting> ALL = Set.of(Setting.values());

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
        "System property", Naming.PROPERTY, Setting.PROPERTY_PREFIX, ALL, Map.copyOf(values));
  }

  /** Environment variables. */
  public static SettingSource environment(Map<String, String> values) {
    return new SettingSource(
        "Environment variable",
        Naming.ENVIRONMENT,
        Setting.ENVIRONMENT_PREFIX,
        ALL,
        Map.copyOf(values));
  }

  /** Context parameters of the web application. */
  public static SettingSource contextParams(Map<String, String> values) {
    return new SettingSource(
        "Context parameter", Naming.PROPERTY, Setting.PROPERTY_PREFIX, ALL, Map.copyOf(values));
  }

  /** Init parameters of a filter, which are all ours. */
  public static SettingSource initParams(String filterName, Map<String, String> values) {
    return new SettingSource(
        "Init parameter of filter '" + filterName + "',", Naming.BARE, "", ALL, Map.copyOf(values));
  }

  /** Attributes of the resource that is a shared cache, which are all ours. */
  public static SettingSource resourceAttributes(Map<String, String> values) {
    return new SettingSource(
        "Attribute of the shared cache's <Resource>,",
        Naming.BARE,
        "",
        Setting.ofEngine(),
        Map.copyOf(values));
  }

  /** The JVM's own system properties. */
  public static SettingSource systemProperties() {
    Properties properties = System.getProperties();
    Map<String, String> strings = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      String value = properties.getProperty(name);
      if (value != null) {
        strings.put(name, value);
      }
    }
    return systemProperties(strings);
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
