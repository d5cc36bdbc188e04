package io.github.hlsprebuffer.http;

import java.util.OptionalLong;

/**
 * The directives of a {@code Cache-Control} field that a shared cache must know (RFC 9111 §5.2.2,
 * RFC 5861). Where a directive stands twice, the stricter reading counts.
 */
public record CacheControl(
    boolean noStore,
    boolean noCache,
    boolean isPrivate,
    boolean isPublic,
    boolean mustRevalidate,
    boolean proxyRevalidate,
    OptionalLong maxAgeSeconds,
    OptionalLong sharedMaxAgeSeconds,
    OptionalLong staleWhileRevalidateSeconds,
    OptionalLong staleIfErrorSeconds) {

  /** Reads the field of a response. */
  public static CacheControl of(HttpFields fields) {
    Builder builder = new Builder();
    fields.members("cache-control").forEach(builder::add);
    return builder.build();
  }

  private static final class Builder {
    private boolean noStore;
    private boolean noCache;
    private boolean isPrivate;
    private boolean isPublic;
    private boolean mustRevalidate;
    private boolean proxyRevalidate;
    private OptionalLong maxAge = OptionalLong.empty();
    private OptionalLong sharedMaxAge = OptionalLong.empty();
    private OptionalLong staleWhileRevalidate = OptionalLong.empty();
    private OptionalLong staleIfError = OptionalLong.empty();

    void add(String directive) {
      int equals = directive.indexOf('=');
      String name = equals < 0 ? directive : directive.substring(0, equals).trim();
      String argument = equals < 0 ? "" : directive.substring(equals + 1).trim();
      switch (name) {
        case "no-store" -> noStore = true;
        // Qualified forms (no-cache="field") are treated as unqualified: allowed, and safe.
        case "no-cache" -> noCache = true;
        case "private" -> isPrivate = true;
        case "public" -> isPublic = true;
        case "must-revalidate" -> mustRevalidate = true;
        case "proxy-revalidate" -> proxyRevalidate = true;
        case "max-age" -> maxAge = stricter(maxAge, argument);
        case "s-maxage" -> sharedMaxAge = stricter(sharedMaxAge, argument);
        case "stale-while-revalidate" ->
            staleWhileRevalidate = stricter(staleWhileRevalidate, argument);
        case "stale-if-error" -> staleIfError = stricter(staleIfError, argument);
        default -> {}
      }
    }

    CacheControl build() {
      return new CacheControl(
          noStore,
          noCache,
          isPrivate,
          isPublic,
          mustRevalidate,
          proxyRevalidate,
          maxAge,
          sharedMaxAge,
          staleWhileRevalidate,
          staleIfError);
    }

    private static OptionalLong stricter(OptionalLong known, String argument) {
      long seconds = deltaSeconds(argument);
      return OptionalLong.of(known.isPresent() ? Math.min(known.getAsLong(), seconds) : seconds);
    }

    /** At most 2^31 - 1 (RFC 9111 §1.2.2); anything malformed counts as stale (§4.2.1). */
    private static long deltaSeconds(String argument) {
      String digits = argument.replace("\"", "");
      if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return 0;
      }
      return digits.length() > 10
          ? Integer.MAX_VALUE
          : Math.min(Integer.MAX_VALUE, Long.parseLong(digits));
    }
  }
}
