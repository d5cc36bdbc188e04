package io.github.hlsprebuffer.bench.player;

import io.github.hlsprebuffer.bench.origin.Presentation;
import io.github.hlsprebuffer.bench.origin.SegmentBytes;
import io.github.hlsprebuffer.bench.origin.ShapedOrigin;
import io.github.hlsprebuffer.bench.player.SegmentWait.Place;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The player of one viewer: loads one segment after another, keeps a little ahead of what is
 * watched, and compares every byte. Used by one thread.
 */
public final class Player implements Closeable {
  /** What a viewer does. */
  public interface Script {
    /** Uses a player from the beginning to the end. */
    void play(Player player) throws IOException;
  }

  private static final int ATTEMPTS = 20;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final double NANOS_PER_SECOND = 1e9;

  /** Where live playback starts (RFC 8216bis, section 6.3.3): so many segments before the end. */
  private static final int FROM_LIVE_EDGE = 3;

  private final String viewer;
  private final String userAgent;
  private final int keptAheadSeconds;
  private final Function<String, URI> uris;
  private final PlayerConnection connection;
  private final PlaybackBuffer buffer = new PlaybackBuffer();
  private final List<SegmentWait> waits = new ArrayList<>();
  private double firstSegmentMillis = Double.NaN;

  /**
   * Makes a player.
   *
   * @param viewer a name that no other viewer has
   * @param keptAheadSegments it asks for the next segment once it has fewer than these to play
   * @param uris what it asks the server for, by the origin's path
   */
  public Player(String viewer, int keptAheadSegments, Function<String, URI> uris) {
    this.viewer = viewer;
    this.userAgent = "viewer/" + viewer;
    this.keptAheadSeconds = keptAheadSegments * Presentation.SEGMENT_SECONDS;
    this.uris = uris;
    this.connection = new PlayerConnection(userAgent);
  }

  /** Waits before it does anything. */
  public void delay(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** Watches so many segments of a complete presentation. */
  public void watch(Presentation presentation, long from, int count) throws IOException {
    PlaylistReader playlist = open(presentation);
    watch(playlist, presentation, from, count, waits.isEmpty() ? Place.FIRST : Place.NEXT);
  }

  /** Watches, and at a moment goes elsewhere in the same presentation. */
  public void watchAndSeek(Presentation presentation, long at, long to, int count)
      throws IOException {
    PlaylistReader playlist = open(presentation);
    watch(playlist, presentation, 0, (int) (at + keptAheadSeconds), Place.FIRST);
    awaitPosition((double) at);
    watch(playlist, presentation, to, count, Place.SOUGHT);
  }

  /** Watches, pauses for a while, and watches on. */
  public void watchAndPause(Presentation presentation, int at, double seconds, int count)
      throws IOException {
    PlaylistReader playlist = open(presentation);
    watch(playlist, presentation, 0, at, Place.FIRST);
    buffer.pause(System.nanoTime());
    LockSupport.parkNanos((long) (seconds * NANOS_PER_SECOND));
    buffer.resume(System.nanoTime());
    load(playlist, presentation, at, count, Place.NEXT);
  }

  /** Watches, and goes on with another variant stream without a break. */
  public void watchAndSwitch(Presentation first, Presentation then, int at, int count)
      throws IOException {
    connection.get(uris.apply(ShapedOrigin.MULTIVARIANT_PATH));
    watch(open(first), first, 0, at, Place.FIRST);
    load(open(then), then, at, count, Place.NEXT);
  }

  /** Watches so many segments of a live presentation. */
  public void watchLive(Presentation presentation, int count) throws IOException {
    PlaylistReader playlist = open(presentation);
    Thread polling = new Thread(playlist, userAgent + " playlist");
    polling.start();
    try {
      long from = playlist.latest().end() - FROM_LIVE_EDGE;
      watch(playlist, presentation, from, count, Place.FIRST);
    } finally {
      playlist.stop();
    }
  }

  /** Loads segments as fast as they come, and watches none. */
  public void loadAll(Presentation presentation, int times) throws IOException {
    PlaylistReader playlist = open(presentation);
    for (int time = 0; time < times; time++) {
      for (long number = 0; number < presentation.segments(); number++) {
        fetch(playlist.latest().segment(number), presentation, number);
      }
    }
  }

  /** All waits so far, in order. */
  public List<SegmentWait> waits() {
    return List.copyOf(waits);
  }

  /** From the request for the first media playlist to the first segment's last byte. */
  public double firstSegmentMillis() {
    return firstSegmentMillis;
  }

  /** How often playback ran dry. */
  public int stalls() {
    return buffer.stalls();
  }

  /** For how long it was dry in all. */
  public double stalledSeconds() {
    return buffer.stalledSeconds();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  private PlaylistReader open(Presentation presentation) throws IOException {
    long startNanos = System.nanoTime();
    PlaylistReader reader =
        PlaylistReader.open(connection, userAgent, uris.apply(presentation.playlistPath()));
    if (waits.isEmpty()) {
      firstSegmentMillis = (System.nanoTime() - startNanos) / 1e6;
    }
    return reader;
  }

  private void watch(
      PlaylistReader playlist, Presentation presentation, long from, int count, Place place)
      throws IOException {
    buffer.moveTo((double) from * Presentation.SEGMENT_SECONDS);
    load(playlist, presentation, from, count, place);
  }

  private void load(
      PlaylistReader playlist, Presentation presentation, long from, int count, Place first)
      throws IOException {
    for (long number = from; number < from + count; number++) {
      awaitRoom();
      awaitListed(playlist, number);
      URI uri = playlist.latest().segment(number);
      long startNanos = System.nanoTime();
      long endNanos = fetch(uri, presentation, number);
      Place place = number == from ? first : Place.NEXT;
      double millis = (endNanos - startNanos) / 1e6;
      if (place == Place.FIRST) {
        firstSegmentMillis += millis;
      }
      waits.add(new SegmentWait(viewer, presentation, number, place, startNanos, millis));
      buffer.append(Presentation.SEGMENT_SECONDS, endNanos);
    }
  }

  private void awaitRoom() {
    double excess = buffer.aheadSeconds(System.nanoTime()) - keptAheadSeconds;
    while (excess >= 0) {
      LockSupport.parkNanos((long) (excess * NANOS_PER_SECOND) + 1);
      excess = buffer.aheadSeconds(System.nanoTime()) - keptAheadSeconds;
    }
  }

  private void awaitPosition(double seconds) {
    double left = seconds - buffer.position(System.nanoTime());
    while (left > 0) {
      LockSupport.parkNanos((long) (left * NANOS_PER_SECOND) + 1);
      left = seconds - buffer.position(System.nanoTime());
    }
  }

  /** Live segments come one after another. */
  private void awaitListed(PlaylistReader playlist, long number) throws IOException {
    long startNanos = System.nanoTime();
    while (number >= playlist.latest().end()) {
      if (System.nanoTime() - startNanos > PATIENCE_NANOS) {
        throw new IOException(viewer + ": no playlist lists segment " + number);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    if (number < playlist.latest().mediaSequence()) {
      throw new IOException(viewer + ": segment " + number + " has left the window");
    }
  }

  /** Returns when the last byte had come: comparing all of them is not the viewer's time. */
  private long fetch(URI uri, Presentation presentation, long number) throws IOException {
    String last = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        PlayerConnection.Reply reply = connection.get(uri);
        long endNanos = System.nanoTime();
        if (reply.status() == 200) {
          compare(reply.body(), presentation, number);
          return endNanos;
        }
        last = "status " + reply.status();
      } catch (WrongBytesException e) {
        throw e;
      } catch (IOException e) {
        last = e.toString();
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
    throw new IOException(viewer + ": " + uri + ": " + last);
  }

  private static void compare(ByteBuffer body, Presentation presentation, long number)
      throws WrongBytesException {
    int mismatch = body.mismatch(SegmentBytes.of(presentation, number));
    if (mismatch >= 0) {
      throw new WrongBytesException(presentation.segmentPath(number) + " at byte " + mismatch);
    }
  }
}
