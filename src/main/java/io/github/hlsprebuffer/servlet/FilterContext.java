package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.prefetch.EngineShare;
import io.github.hlsprebuffer.prefetch.ResourceLoader;
import io.github.hlsprebuffer.registry.PlaylistRegistry;
import java.time.Clock;
import java.time.Duration;

/**
 * What the handlers of one filter work with.
 *
 * @param patience longest wait for the next bytes of a fill; longer than the fetcher's own, so that
 *     it is the fetch that fails and not each of its readers
 * @param async how its exchanges wait
 */
record FilterContext(
    PrebufferConfig config,
    EngineShare engine,
    PlaylistRegistry registry,
    Clock clock,
    Duration patience,
    AsyncExchanges async) {

  ResourceLoader loader() {
    return engine.loader();
  }

  PrebufferMetrics metrics() {
    return engine.metrics();
  }

  /** Longest wait for the next bytes of this reader's fill. */
  Duration patience(FillReader reader) {
    // It is tried twice at most.
    return reader.fill().mayBlock()
        ? patience.plus(FetchRequest.MAX_BLOCKING.multipliedBy(2))
        : patience;
  }
}
