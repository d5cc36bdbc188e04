package io.github.hlsprebuffer.playlist;

import java.util.Arrays;
import java.util.Map;

/**
 * A playlist together with the body from which it was read, so that the next version of it need not
 * be read in full. Immutable; keeps the body.
 */
public final class PlaylistReading {

  private final Playlist playlist;
  private final byte[] body;
  private final Map<String, String> importableVariables;
  private final PlaylistLimits limits;

  PlaylistReading(
      Playlist playlist,
      byte[] body,
      Map<String, String> importableVariables,
      PlaylistLimits limits) {
    this.playlist = playlist;
    this.body = body;
    this.importableVariables = Map.copyOf(importableVariables);
    this.limits = limits;
  }

  /** The playlist. */
  public Playlist playlist() {
    return playlist;
  }

  /** The length of the body from which it was read. */
  public int bodyBytes() {
    return body.length;
  }

  boolean isOf(String baseUri, byte[] otherBody, Map<String, String> otherVariables) {
    return playlist.baseUri().equals(baseUri)
        && importableVariables.equals(otherVariables)
        && Arrays.equals(body, otherBody);
  }

  PlaylistLimits limits() {
    return limits;
  }

  byte[] body() {
    return body;
  }
}
