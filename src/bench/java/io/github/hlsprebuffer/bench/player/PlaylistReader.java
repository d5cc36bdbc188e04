package io.github.hlsprebuffer.bench.player;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.locks.LockSupport;

/** Loads a media playlist, again and again if it is live. */
final class PlaylistReader implements Runnable {
  private static final long TARGET_DURATION_NANOS = 1_000_000_000;

  private final String userAgent;
  private final URI uri;
  private volatile PlayerPlaylist latest;
  private volatile boolean stopped;

  private PlaylistReader(String userAgent, URI uri, PlayerPlaylist first) {
    this.userAgent = userAgent;
    this.uri = uri;
    this.latest = first;
  }

  /** Loads it once. */
  static PlaylistReader open(PlayerConnection connection, String userAgent, URI uri)
      throws IOException {
    return new PlaylistReader(userAgent, uri, load(connection, uri));
  }

  PlayerPlaylist latest() {
    return latest;
  }

  void stop() {
    stopped = true;
  }

  /**
   * Loads it every target duration, counted from when it was last asked for (RFC 8216bis, section
   * 6.3.4), over a connection of its own, as players do beside segments.
   */
  @Override
  public void run() {
    try (PlayerConnection connection = new PlayerConnection(userAgent)) {
      long dueNanos = System.nanoTime() + TARGET_DURATION_NANOS;
      while (!stopped) {
        LockSupport.parkNanos(dueNanos - System.nanoTime());
        if (System.nanoTime() >= dueNanos) {
          dueNanos = System.nanoTime() + TARGET_DURATION_NANOS;
          latest = load(connection, uri);
        }
      }
    } catch (IOException e) {
      // The player notices: nothing new comes.
      stopped = true;
    }
  }

  private static PlayerPlaylist load(PlayerConnection connection, URI uri) throws IOException {
    PlayerConnection.Reply reply = connection.get(uri);
    if (reply.status() != 200) {
      throw new IOException("Playlist: " + reply.status());
    }
    return PlayerPlaylist.read(reply.body(), uri);
  }
}
