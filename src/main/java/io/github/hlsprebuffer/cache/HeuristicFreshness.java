package io.github.hlsprebuffer.cache;

import java.time.Duration;

/**
 * For how long a response may be served by what its content says (RFC 9111 §4.2.2).
 *
 * @param lifetime where the origin says nothing; zero if it is not to be kept then
 * @param maxLifetime whatever the origin says
 */
public record HeuristicFreshness(Duration lifetime, Duration maxLifetime) {
  private static final Duration UNLIMITED = Duration.ofSeconds(Integer.MAX_VALUE);

  /** Never kept. */
  public static final HeuristicFreshness NONE = atMost(Duration.ZERO);

  /** As long as the origin says, and not at all where it says nothing. */
  public static final HeuristicFreshness ONLY_EXPLICIT = unlessExplicit(Duration.ZERO);

  /** As long as this, or shorter if the origin says so. */
  public static HeuristicFreshness atMost(Duration lifetime) {
    return new HeuristicFreshness(lifetime, lifetime);
  }

  /** As long as the origin says, and this long where it says nothing. */
  public static HeuristicFreshness unlessExplicit(Duration lifetime) {
    return new HeuristicFreshness(lifetime, UNLIMITED);
  }
}
