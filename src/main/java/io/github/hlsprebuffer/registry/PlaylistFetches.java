package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * How playlists are fetched that no viewer has asked for.
 *
 * @param loader begins a fetch; says whether it did
 * @param timer runs a task after a while; throws {@link
 *     java.util.concurrent.RejectedExecutionException} once everything has ended
 */
record PlaylistFetches(Loader loader, BiFunction<Duration, Runnable, Future<?>> timer) {

  /** Begins fetches. */
  interface Loader {
    /**
     * Begins a fetch, unless the playlist is there or on its way already.
     *
     * @param ended is told once what kept the playlist from being stored
     */
    boolean begin(ResourceRequest playlist, PlaylistObserver observer, Consumer<Obstacle> ended);
  }
}
