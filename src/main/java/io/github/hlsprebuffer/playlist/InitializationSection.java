package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * The media initialization section that a segment needs (EXT-X-MAP, RFC 8216bis §4.4.4.5).
 *
 * @param uri the URI reference as written, variables replaced
 * @param byteRange the part of the resource that is the section, or null for all of it
 */
public record InitializationSection(String uri, @Nullable ByteRange byteRange) {}
