package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * A media playlist of I-frames only (EXT-X-I-FRAME-STREAM-INF, RFC 8216bis §4.4.6.3).
 *
 * @param uri the URI reference as written, variables replaced
 * @param bandwidth the peak segment bit rate in bits per second; 0 when the tag gives none that can
 *     be used
 * @param codecs the sample formats, or null
 * @param resolution the display size as written, or null
 * @param video the group of its video renditions, or null
 * @param pathwayId the content steering pathway, or null
 */
public record IFrameStream(
    String uri,
    long bandwidth,
    @Nullable String codecs,
    @Nullable String resolution,
    @Nullable String video,
    @Nullable String pathwayId) {}
