package io.github.hlsprebuffer.config;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one filter, checked and typed. Immutable. Each component is described at the
 * {@link Setting} of the same name.
 *
 * @param origin absolute URL, or a URI with only a path for this same web application; null: host
 *     mode
 * @param forwardHeaders names in lower case
 * @param partitionHeaders names in lower case
 * @param viewerIdentity {@code address}, {@code session}, or the name of a request header
 * @param allowedOrigins as {@code scheme://host[:port]}, lower case, default ports left out
 * @param loopbackBaseUrl null: taken from the first request
 */
public record PrebufferConfig(
    @Nullable URI origin,
    boolean enabled,
    int prebufferSegments,
    boolean prefetchOnPlaylist,
    boolean fastStart,
    boolean followLive,
    boolean prefetchKeys,
    Duration segmentTtl,
    Duration inactivityTimeout,
    long heapSizeBytes,
    long offHeapSizeBytes,
    long maxSegmentBytes,
    int maxPlaylistBytes,
    int maxMemoryPercent,
    int emergencyThresholdPercent,
    int maxConcurrentFetches,
    int maxConcurrentFetchesPerOrigin,
    int parallelRanges,
    Set<String> ignoreQueryParams,
    Set<String> forwardHeaders,
    Set<String> partitionHeaders,
    String viewerIdentity,
    boolean forwardCmcd,
    Set<String> allowedOrigins,
    boolean allowPrivateAddresses,
    @Nullable URI loopbackBaseUrl,
    Duration connectTimeout,
    Duration responseTimeout) {

  /** Whether an origin is configured, so that no host application stands behind the filter. */
  public boolean isOriginMode() {
    return origin != null;
  }
}
