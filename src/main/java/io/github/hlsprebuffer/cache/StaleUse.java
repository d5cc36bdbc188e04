package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.http.CacheControl;
import io.github.hlsprebuffer.http.ResponseHead;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Why a stored response is served although its lifetime is over (RFC 5861). Only the response
 * itself can permit it.
 */
public enum StaleUse {
  /** Its successor is being fetched. */
  WHILE_REVALIDATING {
    @Override
    OptionalLong seconds(CacheControl control) {
      return control.staleWhileRevalidateSeconds();
    }
  },
  /** The origin fails. */
  ON_ERROR {
    @Override
    OptionalLong seconds(CacheControl control) {
      return control.staleIfErrorSeconds();
    }
  };

  /** For how long after its lifetime a response may be used so; zero where not at all. */
  Duration permitted(ResponseHead response) {
    CacheControl control = CacheControl.of(response.fields());
    // RFC 9111 §4.2.4. s-maxage forbids it as well, but not where the same field permits it.
    boolean isForbidden = control.mustRevalidate() || control.proxyRevalidate();
    return Duration.ofSeconds(isForbidden ? 0 : seconds(control).orElse(0));
  }

  abstract OptionalLong seconds(CacheControl control);

  /** For how long after its lifetime a response can be of any use. */
  static Duration longest(ResponseHead response) {
    Duration first = WHILE_REVALIDATING.permitted(response);
    Duration second = ON_ERROR.permitted(response);
    return first.compareTo(second) > 0 ? first : second;
  }
}
