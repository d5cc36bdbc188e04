package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * A piece of session data (EXT-X-SESSION-DATA, RFC 8216bis §4.4.6.4).
 *
 * @param dataId what the data is, or null when the tag does not say
 * @param value the data, or null when it is elsewhere
 * @param uri the URI reference of the data, variables replaced, or null
 * @param language the language (RFC 5646), or null
 */
public record SessionData(
    @Nullable String dataId,
    @Nullable String value,
    @Nullable String uri,
    @Nullable String language) {}
