package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.playlist.MultivariantPlaylist;
import io.github.hlsprebuffer.playlist.Rendition;
import io.github.hlsprebuffer.playlist.UriReferences;
import io.github.hlsprebuffer.playlist.VariantStream;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which media playlists are alternatives to each other, as multivariant playlists tell: the variant
 * streams among themselves, and the renditions of one kind among themselves. Bounded; what was used
 * longest ago is forgotten first. Thread-safe.
 */
final class Presentations {
  private static final int MAX_PLAYLISTS = 20_000;
  private static final String VARIANT = "variant";

  /**
   * What a multivariant playlist says of a media playlist.
   *
   * @param alternatives media playlists that a player may switch to from it, itself included
   * @param variables those it may import
   * @param startOffset where players are to begin, or null
   */
  record Member(
      Set<CacheKey> alternatives, Map<String, String> variables, @Nullable Duration startOffset) {}

  private static final Member NONE = new Member(Set.of(), Map.of(), /* startOffset= */ null);

  private final Map<CacheKey, Member> members = new BoundedMap<>(MAX_PLAYLISTS);

  void register(MultivariantPlaylist playlist, UpstreamMapping mapping) {
    Map<String, Set<CacheKey>> byRole = new HashMap<>();
    for (VariantStream variant : playlist.variants()) {
      add(byRole, VARIANT, variant.uri(), playlist, mapping);
    }
    for (Rendition rendition : playlist.renditions()) {
      add(byRole, String.valueOf(rendition.type()), rendition.uri(), playlist, mapping);
    }
    synchronized (this) {
      for (Set<CacheKey> alternatives : byRole.values()) {
        Member member =
            new Member(Set.copyOf(alternatives), playlist.variables(), playlist.startOffset());
        alternatives.forEach(key -> members.put(key, member));
      }
    }
  }

  synchronized Member member(CacheKey mediaPlaylist) {
    return members.getOrDefault(mediaPlaylist, NONE);
  }

  synchronized void clear() {
    members.clear();
  }

  private static void add(
      Map<String, Set<CacheKey>> byRole,
      String role,
      @Nullable String uri,
      MultivariantPlaylist playlist,
      UpstreamMapping mapping) {
    ResourceRequest request =
        uri == null
            ? null
            : mapping.segment(UriReferences.resolve(playlist.baseUri(), uri), /* range= */ null);
    if (request != null) {
      byRole
          .computeIfAbsent(role, r -> new LinkedHashSet<>())
          .add(PlaylistKeys.withoutDirectives(request.key()));
    }
  }
}
