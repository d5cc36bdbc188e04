package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.playlist.MultivariantPlaylist;
import io.github.hlsprebuffer.playlist.Rendition;
import io.github.hlsprebuffer.playlist.UriReferences;
import io.github.hlsprebuffer.playlist.VariantStream;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

  /** What each media playlist takes beside the characters of its name. */
  private static final int PLAYLIST_BYTES = 300;

  private static final int LARGEST_SHARE = 8;

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

  /** What all of the same role are told, which is forgotten as one. */
  private static final class Group {
    final Member member;
    final long bytes;

    /** Of its playlists, those of which no later group tells anything. */
    int current;

    Group(Member member) {
      this.member = member;
      this.bytes =
          member.alternatives.stream().mapToLong(key -> PLAYLIST_BYTES + key.uri().length()).sum()
              + member.variables.entrySet().stream()
                  .mapToLong(variable -> variable.getKey().length() + variable.getValue().length())
                  .sum();
    }
  }

  private final long maxBytes;
  private final Map<CacheKey, Group> groups = new HashMap<>();
  private final Map<Group, Group> leastUsedFirst =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);
  private long bytes;

  /**
   * Nothing is known yet.
   *
   * @param maxBytes roughly how much memory it may take
   */
  Presentations(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void register(MultivariantPlaylist playlist, UpstreamMapping mapping) {
    Map<String, Set<CacheKey>> byRole = new HashMap<>();
    for (VariantStream variant : playlist.variants()) {
      add(byRole, VARIANT, variant.uri(), playlist, mapping);
    }
    for (Rendition rendition : playlist.renditions()) {
      add(byRole, String.valueOf(rendition.type()), rendition.uri(), playlist, mapping);
    }
    for (Set<CacheKey> alternatives : byRole.values()) {
      enter(
          new Group(
              new Member(Set.copyOf(alternatives), playlist.variables(), playlist.startOffset())));
    }
  }

  private synchronized void enter(Group group) {
    if (group.bytes > maxBytes / LARGEST_SHARE) {
      return; // what would push out all others
    }
    for (CacheKey key : group.member.alternatives) {
      Group before = groups.put(key, group);
      group.current++;
      if (before != null && --before.current == 0) {
        strike(before);
      }
    }
    leastUsedFirst.put(group, group);
    bytes += group.bytes;
    while (groups.size() > MAX_PLAYLISTS || bytes > maxBytes) {
      forget(leastUsedFirst.keySet().iterator().next());
    }
  }

  private void forget(Group group) {
    group.member.alternatives.forEach(key -> groups.remove(key, group));
    strike(group);
  }

  private void strike(Group group) {
    leastUsedFirst.remove(group);
    bytes -= group.bytes;
  }

  synchronized Member member(CacheKey mediaPlaylist) {
    Group group = groups.get(mediaPlaylist);
    return group == null || leastUsedFirst.get(group) == null ? NONE : group.member;
  }

  synchronized void clear() {
    groups.clear();
    leastUsedFirst.clear();
    bytes = 0;
  }

  /** Number of media playlists of which something is known. */
  synchronized int size() {
    return groups.size();
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
