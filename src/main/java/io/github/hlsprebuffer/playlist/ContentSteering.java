package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * Where a client asks which pathway to take (EXT-X-CONTENT-STEERING, RFC 8216bis §4.4.6.6).
 *
 * @param serverUri the URI reference of the steering manifest, variables replaced
 * @param pathwayId the pathway to begin with, or null
 */
public record ContentSteering(String serverUri, @Nullable String pathwayId) {}
