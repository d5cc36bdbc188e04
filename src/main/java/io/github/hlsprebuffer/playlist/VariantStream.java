package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * One variant stream of a multivariant playlist (EXT-X-STREAM-INF, RFC 8216bis §4.4.6.2).
 *
 * @param uri the URI reference of its media playlist as written, variables replaced
 * @param bandwidth the peak segment bit rate in bits per second; 0 when the tag gives none that can
 *     be used
 * @param averageBandwidth the average segment bit rate in bits per second, or null
 * @param codecs the sample formats, or null
 * @param resolution the display size as written, such as {@code 1920x1080}, or null
 * @param audio the group of its audio renditions, or null
 * @param video the group of its video renditions, or null
 * @param subtitles the group of its subtitle renditions, or null
 * @param closedCaptions the group of its closed captions, or null; null too for {@code NONE}
 * @param pathwayId the content steering pathway, or null
 */
public record VariantStream(
    String uri,
    long bandwidth,
    @Nullable Long averageBandwidth,
    @Nullable String codecs,
    @Nullable String resolution,
    @Nullable String audio,
    @Nullable String video,
    @Nullable String subtitles,
    @Nullable String closedCaptions,
    @Nullable String pathwayId) {

  VariantStream withUri(String newUri) {
    return new VariantStream(
        newUri,
        bandwidth,
        averageBandwidth,
        codecs,
        resolution,
        audio,
        video,
        subtitles,
        closedCaptions,
        pathwayId);
  }
}
