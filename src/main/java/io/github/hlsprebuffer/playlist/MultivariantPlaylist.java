package io.github.hlsprebuffer.playlist;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A multivariant playlist: the variant streams and renditions of a presentation (RFC 8216bis
 * §4.4.6). Its lists are immutable and in the order of the playlist.
 *
 * @param baseUri the absolute URI that references are resolved against
 * @param variables the variables that EXT-X-DEFINE declared
 * @param startOffset where players are to begin, or null
 * @param variants the variant streams
 * @param renditions the alternative renditions, as far as they are complete or not
 * @param iframeStreams the I-frame playlists
 * @param sessionKeys the keys to be loaded early
 * @param sessionData the session data
 * @param contentSteering the content steering, or null
 */
public record MultivariantPlaylist(
    String baseUri,
    Map<String, String> variables,
    @Nullable Duration startOffset,
    List<VariantStream> variants,
    List<Rendition> renditions,
    List<IFrameStream> iframeStreams,
    List<EncryptionKey> sessionKeys,
    List<SessionData> sessionData,
    @Nullable ContentSteering contentSteering)
    implements Playlist {

  /** Keeps immutable copies. */
  public MultivariantPlaylist {
    variables = Map.copyOf(variables);
    variants = List.copyOf(variants);
    renditions = List.copyOf(renditions);
    iframeStreams = List.copyOf(iframeStreams);
    sessionKeys = List.copyOf(sessionKeys);
    sessionData = List.copyOf(sessionData);
  }
}
