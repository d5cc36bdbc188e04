package io.github.hlsprebuffer.hints;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Raw query strings without what does not belong to the name of a resource. */
public final class CanonicalQuery {
  static final String DIRECTIVE_PREFIX = "_HLS_";

  private static final String CMCD = "CMCD";

  private CanonicalQuery() {}

  /**
   * The query without its {@code CMCD} argument, every other byte as it was; null where nothing is
   * left.
   */
  public static @Nullable String withoutCmcd(@Nullable String query) {
    if (query == null || !query.contains(CMCD)) {
      return query;
    }
    List<String> kept = new ArrayList<>(List.of(query.split("&", -1)));
    boolean removed = kept.removeIf(parameter -> name(parameter).equals(CMCD));
    if (!removed) {
      return query;
    }
    String rest = String.join("&", kept);
    return rest.isEmpty() ? null : rest;
  }

  /** The parameters of a query as they are, but for delivery directives and {@code CMCD}. */
  static List<String> withoutDirectivesAndCmcd(String query) {
    List<String> kept = new ArrayList<>(List.of(query.split("&", -1)));
    kept.removeIf(
        parameter ->
            parameter.isEmpty()
                || name(parameter).startsWith(DIRECTIVE_PREFIX)
                || name(parameter).equals(CMCD));
    return kept;
  }

  /**
   * The form in which queries stand in cache keys: {@code ?query} without the ignored parameters
   * and without CMCD, the delivery directives at the end, by name (RFC 8216bis §6.3.2 has clients
   * sort), everything else in the order given; empty where nothing is left. Nothing is decoded.
   *
   * <p>A parameter with a semicolon stays: many servers take that for the end of a parameter, so
   * that one could hide in an ignored one from the key, and not from the origin.
   *
   * @param ignored exact names; delivery directives are kept in any case
   */
  public static String keyOf(@Nullable String query, Set<String> ignored) {
    if (query == null || query.isEmpty()) {
      return "";
    }
    if (ignored.isEmpty() && !query.contains(CMCD) && !query.contains(DIRECTIVE_PREFIX)) {
      return "?" + query;
    }
    List<String> kept = new ArrayList<>();
    List<String> directives = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      String name = name(parameter);
      if (name.startsWith(DIRECTIVE_PREFIX)) {
        directives.add(parameter);
      } else if (parameter.indexOf(';') >= 0 || !(name.equals(CMCD) || ignored.contains(name))) {
        kept.add(parameter);
      }
    }
    // Stable: of equal directives the first one counts, so their order means something.
    directives.sort(Comparator.comparing(CanonicalQuery::name));
    kept.addAll(directives);
    String key = String.join("&", kept);
    return key.isEmpty() ? "" : "?" + key;
  }

  private static String name(String parameter) {
    int equals = parameter.indexOf('=');
    return equals < 0 ? parameter : parameter.substring(0, equals);
  }
}
