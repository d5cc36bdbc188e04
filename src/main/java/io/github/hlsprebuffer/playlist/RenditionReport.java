package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * How far another rendition has come (EXT-X-RENDITION-REPORT, RFC 8216bis §4.4.5.4).
 *
 * @param uri the URI reference of that media playlist as written, variables replaced
 * @param lastMediaSequenceNumber its last media sequence number, or null when the tag has none
 * @param lastPartIndex the index of its last partial segment, or null when the tag has none
 */
public record RenditionReport(
    String uri, @Nullable Long lastMediaSequenceNumber, @Nullable Long lastPartIndex) {}
