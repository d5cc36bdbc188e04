package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.DUPLICATE_TAG;
import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.INVALID_DEFINITION;
import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.MIXED_PLAYLIST_TAGS;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The playlist that is being read. Its tags decide which kind it is; one without any tag of either
 * kind is a multivariant playlist without content (RFC 8216bis §4.1).
 */
final class PlaylistAssembly {

  private final LineCursor lines;
  private final String baseUri;
  private final PlaylistLimits limits;
  private final @Nullable MediaPlaylist previous;
  private final SegmentReuse reuse;
  private final Variables variables;
  private final Set<PlaylistTag> seen = EnumSet.noneOf(PlaylistTag.class);
  private @Nullable MediaPlaylistAssembler media;
  private @Nullable MultivariantPlaylistAssembler multivariant;
  private @Nullable Duration startOffset;

  PlaylistAssembly(
      LineCursor lines,
      String baseUri,
      PlaylistLimits limits,
      Map<String, String> imported,
      @Nullable MediaPlaylist previous,
      SegmentReuse reuse) {
    this.lines = lines;
    this.baseUri = baseUri;
    this.limits = limits;
    this.previous = previous;
    this.reuse = reuse;
    this.variables = new Variables(lines, baseUri, imported, limits);
  }

  Variables variables() {
    return variables;
  }

  /** Reads a tag. */
  void tag(PlaylistTag tag, TagValue value) throws PlaylistParseException {
    if (media != null && !tag.isOfSegments()) {
      media.segments().seal();
    }
    tag.apply(this, value);
  }

  /** Notes a tag that may appear only once. */
  void once(PlaylistTag tag) throws PlaylistParseException {
    if (!seen.add(tag)) {
      throw lines.error(DUPLICATE_TAG, tag.name());
    }
  }

  /** Takes EXT-X-START, which may stand in playlists of both kinds. */
  void start(AttributeList attributes) throws PlaylistParseException {
    once(PlaylistTag.EXT_X_START);
    startOffset = attributes.signedDuration("TIME-OFFSET");
  }

  MediaPlaylistAssembler media() throws PlaylistParseException {
    MediaPlaylistAssembler assembler = media;
    if (assembler == null) {
      requireAbsent(multivariant);
      assembler = new MediaPlaylistAssembler(lines, baseUri, limits, previous, reuse);
      media = assembler;
    }
    return assembler;
  }

  MultivariantPlaylistAssembler multivariant() throws PlaylistParseException {
    MultivariantPlaylistAssembler assembler = multivariant;
    if (assembler == null) {
      requireAbsent(media);
      assembler = new MultivariantPlaylistAssembler();
      multivariant = assembler;
    }
    return assembler;
  }

  private void requireAbsent(@Nullable Object otherKind) throws PlaylistParseException {
    if (otherKind != null) {
      throw lines.error(MIXED_PLAYLIST_TAGS, "a tag of the other kind of playlist");
    }
  }

  /** Takes a URI line; one before any tag that tells the kind of playlist says nothing. */
  void uri() throws PlaylistParseException {
    if (media != null) {
      media.segments().uri(variables.expandLine());
    } else if (multivariant != null) {
      multivariant.uri(variables.expand(lines.text()));
    }
  }

  Playlist build() throws PlaylistParseException {
    if (media != null) {
      return media.build(variables.values(), startOffset);
    }
    if (variables.importing()) {
      throw lines.error(INVALID_DEFINITION, "IMPORT in a multivariant playlist");
    }
    return multivariant().build(baseUri, variables.values(), startOffset);
  }
}
