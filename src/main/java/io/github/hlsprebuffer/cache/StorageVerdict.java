package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.http.HttpFields;
import java.time.Duration;

/**
 * What may be done with a response.
 *
 * @param obstacle why it is not stored, or {@link Obstacle#NONE}
 * @param shareable whether viewers who asked at the same time may have it too
 * @param isPublic whether every viewer may have it, whatever credentials it was asked for with
 * @param isExplicit whether the response itself says for how long it may be served
 * @param lifetime for how long it may be served from its arrival on
 * @param initialAgeSeconds its age on arrival
 * @param selecting the request fields it depends on, with the request's values
 */
public record StorageVerdict(
    Obstacle obstacle,
    boolean shareable,
    boolean isPublic,
    boolean isExplicit,
    Duration lifetime,
    long initialAgeSeconds,
    HttpFields selecting) {

  /** What keeps a response out of the store. */
  public enum Obstacle {
    /** Nothing. */
    NONE(""),
    /** Its status is not one that is stored. */
    STATUS("Their status is not one that is stored."),
    /** {@code Cache-Control: no-store}. */
    NO_STORE(
        "They say Cache-Control: no-store, as security frameworks do where an application says"
            + " nothing: have it give them a Cache-Control of its own, such as max-age=3600."),
    /** {@code Cache-Control: private}, or credentials in the request without {@code public}. */
    PRIVATE(
        "They are for one viewer: they say Cache-Control: private, or answer a request with"
            + " Authorization and do not say public."),
    /** It sets a cookie. */
    SET_COOKIE("They set a cookie."),
    /** {@code Vary: *}. */
    VARY_ANY("They say Vary: *."),
    /** It would have to be validated before each use. */
    STALE("They say no-cache, or that they are out of date at once."),
    /** It is a kind of resource that is not stored. */
    KIND("They are of a kind that is not stored."),
    /** It is larger than the settings allow. */
    SIZE("They are larger than maxSegmentSize, or half the cache.");

    private final String explanation;

    Obstacle(String explanation) {
      this.explanation = explanation;
    }

    /** What an operator should know about such responses; empty where there is nothing. */
    public String explanation() {
      return explanation;
    }
  }

  /** The same response, kept out of the store for this reason. */
  public StorageVerdict because(Obstacle other) {
    return with(other, lifetime, initialAgeSeconds);
  }

  /**
   * The same response, now that its content is known. The age that it came with counts against the
   * longest lifetime (RFC 9111 §4.2).
   */
  public StorageVerdict within(HeuristicFreshness content) {
    Duration limit = content.maxLifetime().minusSeconds(initialAgeSeconds);
    Duration wanted = isExplicit ? lifetime : content.lifetime();
    return living(wanted.compareTo(limit) < 0 ? wanted : limit, initialAgeSeconds);
  }

  /** The same response, so long after it has arrived. */
  public StorageVerdict after(Duration elapsed) {
    return living(lifetime.minus(elapsed), initialAgeSeconds + elapsed.toSeconds());
  }

  private StorageVerdict living(Duration left, long ageSeconds) {
    // What lives for less than a millisecond is as good as dead.
    boolean fresh = left.compareTo(Duration.ofMillis(1)) >= 0;
    return with(
        storable() && !fresh ? Obstacle.STALE : obstacle, fresh ? left : Duration.ZERO, ageSeconds);
  }

  private StorageVerdict with(Obstacle other, Duration left, long ageSeconds) {
    return new StorageVerdict(other, shareable, isPublic, isExplicit, left, ageSeconds, selecting);
  }

  /** Whether it may be stored. */
  public boolean storable() {
    return obstacle == Obstacle.NONE;
  }

  /** Whether it is another viewer's business at all. */
  static boolean forbidsSharing(Obstacle obstacle) {
    return switch (obstacle) {
      case NO_STORE, PRIVATE, SET_COOKIE, VARY_ANY -> true;
      case NONE, STATUS, STALE, KIND, SIZE -> false;
    };
  }
}
