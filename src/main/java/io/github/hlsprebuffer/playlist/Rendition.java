package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * An alternative rendition of the same content (EXT-X-MEDIA, RFC 8216bis §4.4.6.1).
 *
 * @param type the kind of media, or null for a kind that the reader does not know
 * @param groupId the group that variant streams refer to, or null when the tag has none
 * @param name the name for people, or null when the tag has none
 * @param uri the URI reference of its media playlist, variables replaced, or null when it is part
 *     of the variant stream
 * @param language the language (RFC 5646), or null
 * @param isDefault whether it is played when nothing else is asked for
 * @param autoselect whether a player may choose it by the environment
 * @param forced whether it holds what must be shown
 * @param channels the audio channels as written, or null
 * @param instreamId the captions' place within the segments, or null
 */
public record Rendition(
    @Nullable Type type,
    @Nullable String groupId,
    @Nullable String name,
    @Nullable String uri,
    @Nullable String language,
    boolean isDefault,
    boolean autoselect,
    boolean forced,
    @Nullable String channels,
    @Nullable String instreamId) {

  /** The kind of media of a rendition. */
  public enum Type {
    /** Audio. */
    AUDIO,
    /** Video. */
    VIDEO,
    /** Subtitles. */
    SUBTITLES,
    /** Closed captions, carried within the segments. */
    CLOSED_CAPTIONS
  }
}
