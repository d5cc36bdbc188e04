package io.github.hlsprebuffer.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns texts of settings into values. Each method throws {@link IllegalArgumentException} where
 * the text does not have the form that the {@link Setting} promises.
 */
final class SettingValues {
  // RFC 9110 §5.6.2: what a field name consists of.
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Map<String, Long> BYTES_PER_UNIT =
      Map.of("", 1L, "B", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30);
  private static final Map<String, Long> MILLIS_PER_UNIT =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

  private SettingValues() {}

  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  static int whole(String text, int min, int max) {
    int value = Integer.parseInt(text);
    if (value < min || value > max) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  static long sizeBytes(String text, long max) {
    int unitAt = unitStart(text);
    long unit = unit(BYTES_PER_UNIT, text.substring(unitAt).trim().toUpperCase(Locale.ROOT));
    long value = Math.multiplyExact(Long.parseLong(text.substring(0, unitAt)), unit);
    if (value > max) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  static Duration positiveDuration(String text) {
    int unitAt = unitStart(text);
    long unit = unit(MILLIS_PER_UNIT, text.substring(unitAt).trim().toLowerCase(Locale.ROOT));
    long millis = Math.multiplyExact(Long.parseLong(text.substring(0, unitAt)), unit);
    // A century is as good as for ever, and keeps later sums of nanoseconds from overflowing.
    if (millis <= 0 || millis > Duration.ofDays(36_500).toMillis()) {
      throw new IllegalArgumentException(text);
    }
    return Duration.ofMillis(millis);
  }

  static Set<String> names(String text) {
    if (text.equalsIgnoreCase("none")) {
      return Set.of();
    }
    Set<String> names = new LinkedHashSet<>();
    for (String name : text.split(",", -1)) {
      String trimmed = name.trim();
      if ((trimmed.isEmpty() && !text.isBlank()) || trimmed.chars().anyMatch(c -> c <= ' ')) {
        throw new IllegalArgumentException(text);
      }
      if (!trimmed.isEmpty()) {
        names.add(trimmed);
      }
    }
    return Collections.unmodifiableSet(names);
  }

  /** Names, with presets in place of their own names. */
  static Set<String> parameterNames(String text) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : names(text)) {
      if (name.equals(TokenParameters.PRESET)) {
        names.addAll(TokenParameters.NAMES);
      } else if (name.startsWith("@")) {
        throw new IllegalArgumentException(text);
      } else {
        names.add(name);
      }
    }
    return Collections.unmodifiableSet(names);
  }

  static String headerName(String text) {
    if (headerNames(text).size() != 1) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  static Set<String> headerNames(String text) {
    Set<String> names = names(text.toLowerCase(Locale.ROOT));
    if (!names.stream().allMatch(name -> TOKEN.matcher(name).matches())) {
      throw new IllegalArgumentException(text);
    }
    return names;
  }

  static @Nullable URI origin(String text) {
    if (text.isEmpty()) {
      return null;
    }
    URI uri = uri(text);
    boolean onlyPath =
        text.startsWith("/")
            && uri.getRawAuthority() == null
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null;
    if (onlyPath) {
      return withoutTrailingSlash(uri);
    }
    return withoutTrailingSlash(requireHttp(uri));
  }

  static @Nullable URI baseUrl(String text) {
    return text.isEmpty() ? null : requireBareOrigin(requireHttp(uri(text)));
  }

  static Set<String> origins(String text) {
    Set<String> origins = new LinkedHashSet<>();
    for (String origin : names(text)) {
      origins.add(originText(requireBareOrigin(requireHttp(uri(origin)))));
    }
    return Collections.unmodifiableSet(origins);
  }

  private static String originText(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int defaultPort = scheme.equals("https") ? 443 : 80;
    String port = uri.getPort() < 0 || uri.getPort() == defaultPort ? "" : ":" + uri.getPort();
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
  }

  private static URI requireHttp(URI uri) {
    String scheme = uri.getScheme();
    boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!http
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(uri.toString());
    }
    return uri;
  }

  private static URI requireBareOrigin(URI uri) {
    URI bare = withoutTrailingSlash(uri);
    if (!bare.getRawPath().isEmpty()) {
      throw new IllegalArgumentException(uri.toString());
    }
    return bare;
  }

  private static URI withoutTrailingSlash(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? uri(text.substring(0, text.length() - 1)) : uri;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static long unit(Map<String, Long> units, String name) {
    Long unit = units.get(name);
    if (unit == null) {
      throw new IllegalArgumentException(name);
    }
    return unit;
  }

  private static int unitStart(String text) {
    int i = 0;
    while (i < text.length() && Character.digit(text.charAt(i), 10) >= 0) {
      i++;
    }
    return i;
  }
}
