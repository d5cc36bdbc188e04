package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.config.PrebufferConfig;
import java.time.Duration;
import java.util.Set;

/**
 * The settings that all filters of one engine have in common.
 *
 * @see io.github.hlsprebuffer.config.Setting
 */
public record EngineSettings(
    long heapSizeBytes,
    long offHeapSizeBytes,
    long maxSegmentBytes,
    int maxPlaylistBytes,
    int maxMemoryPercent,
    int emergencyThresholdPercent,
    int maxConcurrentFetches,
    int maxConcurrentFetchesPerOrigin,
    int parallelRanges,
    Set<String> allowedOrigins,
    boolean allowPrivateAddresses,
    Duration segmentTtl,
    Duration connectTimeout,
    Duration responseTimeout) {

  /** Those of a filter's settings. */
  public static EngineSettings of(PrebufferConfig config) {
    return new EngineSettings(
        config.heapSizeBytes(),
        config.offHeapSizeBytes(),
        config.maxSegmentBytes(),
        config.maxPlaylistBytes(),
        config.maxMemoryPercent(),
        config.emergencyThresholdPercent(),
        config.maxConcurrentFetches(),
        config.maxConcurrentFetchesPerOrigin(),
        config.parallelRanges(),
        config.allowedOrigins(),
        config.allowPrivateAddresses(),
        config.segmentTtl(),
        config.connectTimeout(),
        config.responseTimeout());
  }
}
