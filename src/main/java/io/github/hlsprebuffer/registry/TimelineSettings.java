package io.github.hlsprebuffer.registry;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What timelines go by.
 *
 * @param window segments ahead of each playhead
 * @param withKeys whether decryption keys are fetched ahead and kept
 * @param completeRetention how long a complete playlist that nobody watches stays known
 * @param unstorablePause how long prefetching rests after a segment that may not be stored
 * @param playheads how many viewers all of them together remember
 */
record TimelineSettings(
    int window,
    boolean prefetchOnPlaylist,
    boolean withKeys,
    Duration inactivityTimeout,
    Duration completeRetention,
    Duration unstorablePause,
    PlayheadLimit playheads,
    LongSupplier nanoTime) {}
