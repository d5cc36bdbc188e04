package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.CacheControl;
import io.github.hlsprebuffer.http.HttpDates;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether and for how long a shared cache may keep a response (RFC 9111 §3, §3.5, §4.2). A
 * pure function.
 */
public final class FreshnessPolicy {
  // RFC 9111 §1.2.2; what is longer, such as "Expires" in the year 9999, overflows nanoseconds.
  private static final Duration MAX_LIFETIME = Duration.ofSeconds(Integer.MAX_VALUE);

  private final Duration heuristicLifetime;

  /**
   * A policy.
   *
   * @param heuristicLifetime of a response that names none itself (RFC 9111 §4.2.2)
   */
  public FreshnessPolicy(Duration heuristicLifetime) {
    this.heuristicLifetime = heuristicLifetime;
  }

  /**
   * The verdict on a response.
   *
   * @param request the fields that the origin saw
   */
  public StorageVerdict judge(CacheKey key, HttpFields request, ResponseHead response) {
    CacheControl control = CacheControl.of(response.fields());
    Duration explicit = explicitLifetime(control, response.fields());
    Duration lifetime = explicit == null ? heuristicLifetime : left(explicit, response.fields());
    Obstacle obstacle = obstacle(key, request, response, control);
    if (obstacle == Obstacle.NONE && (control.noCache() || lifetime.isZero())) {
      obstacle = Obstacle.STALE;
    }
    return new StorageVerdict(
        obstacle,
        !StorageVerdict.forbidsSharing(obstacle),
        // The stricter reading where a filter says the one and the application the other.
        control.isPublic() && !control.isPrivate(),
        explicit != null,
        lifetime,
        ageSeconds(response.fields()),
        request.select(selectingNames(response)));
  }

  private static Obstacle obstacle(
      CacheKey key, HttpFields request, ResponseHead response, CacheControl control) {
    if (control.noStore()) {
      return Obstacle.NO_STORE;
    }
    if (response.fields().contains("set-cookie")) {
      return Obstacle.SET_COOKIE;
    }
    if (response.fields().members("vary").contains("*")) {
      return Obstacle.VARY_ANY;
    }
    if (key.partition().isEmpty() && isForOneViewer(request, control)) {
      return Obstacle.PRIVATE;
    }
    return isWholeAnswer(key, response) ? Obstacle.NONE : Obstacle.STATUS;
  }

  /** RFC 9111 §3 and §3.5; within a partition the viewer is known, so these do not apply there. */
  private static boolean isForOneViewer(HttpFields request, CacheControl control) {
    boolean permitted =
        control.isPublic() || control.mustRevalidate() || control.sharedMaxAgeSeconds().isPresent();
    return control.isPrivate() || (request.contains("authorization") && !permitted);
  }

  /** A 206 answers only for the range that the key names, and only if it is exactly that. */
  private static boolean isWholeAnswer(CacheKey key, ResponseHead response) {
    ByteInterval range = key.range();
    return range == null
        ? response.status() == 200
        : response.status() == 206
            && range.equals(ByteInterval.ofContentRange(response.fields().first("content-range")));
  }

  private static Duration left(Duration explicit, HttpFields fields) {
    Duration left = explicit.minusSeconds(ageSeconds(fields));
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(MAX_LIFETIME) < 0 ? left : MAX_LIFETIME;
  }

  private static @Nullable Duration explicitLifetime(CacheControl control, HttpFields fields) {
    if (control.sharedMaxAgeSeconds().isPresent()) {
      return Duration.ofSeconds(control.sharedMaxAgeSeconds().getAsLong());
    }
    if (control.maxAgeSeconds().isPresent()) {
      return Duration.ofSeconds(control.maxAgeSeconds().getAsLong());
    }
    String expires = fields.first("expires");
    if (expires == null) {
      return null;
    }
    Instant until = HttpDates.parse(expires);
    Instant date = HttpDates.parse(fields.first("date"));
    // RFC 9111 §5.3: an invalid date, "0" above all, means already expired.
    return until == null || date == null || until.isBefore(date)
        ? Duration.ZERO
        : Duration.between(date, until);
  }

  private static long ageSeconds(HttpFields fields) {
    String age = fields.first("age");
    try {
      return age == null ? 0 : Math.max(0, Math.min(Integer.MAX_VALUE, Long.parseLong(age.trim())));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static List<String> selectingNames(ResponseHead response) {
    List<String> names = new ArrayList<>(response.fields().members("vary"));
    names.remove("*");
    // An encoded body depends on Accept-Encoding even where the origin forgets to say so.
    if (response.isEncoded() && !names.contains("accept-encoding")) {
      names.add("accept-encoding");
    }
    return names;
  }
}
