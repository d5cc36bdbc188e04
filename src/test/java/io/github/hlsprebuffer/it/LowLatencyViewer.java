package io.github.hlsprebuffer.it;

import io.github.hlsprebuffer.testing.LowLatencyStream;
import io.github.hlsprebuffer.testing.PartPosition;
import io.github.hlsprebuffer.testing.RawBody;
import io.github.hlsprebuffer.testing.RawHead;
import io.github.hlsprebuffer.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A player at the live edge of a low-latency stream: it asks for the next version of the playlist
 * and for the hinted part before there is either, on one connection for playlists and another for
 * parts.
 */
final class LowLatencyViewer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern HINT =
      Pattern.compile("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"part(\\d+)\\.(\\d+)\\.m4s\"");

  private final Gateway gateway;
  private final LowLatencyStream stream;
  private final String name;
  private final Reload reload;
  private final RawHttp playlistLine;
  private final RawHttp partLine;
  private final ExecutorService partThread = Executors.newSingleThreadExecutor();

  /** How a player spells what it waits for. */
  enum Reload {
    /** In the order that RFC 8216bis §6.3.2 asks for. */
    WHOLE("?_HLS_msn=%d&_HLS_part=%d"),
    /** The same in another order. */
    WHOLE_IN_OTHER_ORDER("?_HLS_part=%2$d&_HLS_msn=%1$d"),
    /** Only what is new. */
    DELTA("?_HLS_msn=%d&_HLS_part=%d&_HLS_skip=YES"),
    /** The same in another order. */
    DELTA_IN_OTHER_ORDER("?_HLS_skip=YES&_HLS_part=%2$d&_HLS_msn=%1$d");

    private final String format;

    Reload(String format) {
      this.format = format;
    }

    String query(PartPosition awaited) {
      return format.formatted(awaited.mediaSequenceNumber(), awaited.part());
    }

    boolean isDelta() {
      return this == DELTA || this == DELTA_IN_OTHER_ORDER;
    }
  }

  /**
   * A response as the player got it.
   *
   * @param target as the origin would see it
   * @param firstBodyByteNanos {@link System#nanoTime()} when the body began to arrive
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reception(String target, RawHead head, byte[] body, long firstBodyByteNanos) {
    String cacheStatus() {
      return head.headers().first("Cache-Status").orElse("absent");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /**
   * What a player got, in order.
   *
   * @param first the playlist with which it began
   * @param playlists the later versions
   * @param parts the hinted parts
   */
  record Session(Reception first, List<Reception> playlists, List<Reception> parts) {
    Session {
      playlists = List.copyOf(playlists);
      parts = List.copyOf(parts);
    }
  }

  LowLatencyViewer(Gateway gateway, LowLatencyStream stream, String name, Reload reload)
      throws IOException {
    this.gateway = gateway;
    this.stream = stream;
    this.name = name;
    this.reload = reload;
    this.playlistLine = gateway.connect().timeout(PATIENCE);
    this.partLine = gateway.connect().timeout(PATIENCE);
  }

  Reload reload() {
    return reload;
  }

  /** Follows the live edge for so many parts. */
  Session follow(int parts) throws Exception {
    List<Reception> playlists = new ArrayList<>();
    List<Future<Reception>> hinted = new ArrayList<>();
    Reception first = get(playlistLine, stream.playlistPath());
    Reception latest = first;
    for (int i = 0; i < parts; i++) {
      PartPosition hint = hint(latest.text());
      hinted.add(partThread.submit(() -> get(partLine, stream.partPath(hint))));
      latest = get(playlistLine, stream.playlistPath() + reload.query(hint));
      playlists.add(latest);
    }
    List<Reception> received = new ArrayList<>();
    for (Future<Reception> part : hinted) {
      received.add(part.get());
    }
    return new Session(first, playlists, received);
  }

  /** Gets something on the line for playlists. */
  Reception get(String target) throws IOException {
    return get(playlistLine, target);
  }

  @Override
  public void close() throws IOException {
    partThread.shutdownNow();
    playlistLine.close();
    partLine.close();
  }

  private Reception get(RawHttp line, String target) throws IOException {
    line.get(gateway.target(target), "User-Agent: " + name);
    RawHead head = line.readHead();
    RawBody body = line.bodyOf(head);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(body.read(1));
    long firstBodyByteNanos = System.nanoTime();
    bytes.write(body.readAll());
    if (head.status() != 200 || !body.isComplete()) {
      throw new IOException(target + ": " + head.statusLine() + ", body " + body.ending());
    }
    return new Reception(target, head, bytes.toByteArray(), firstBodyByteNanos);
  }

  private static PartPosition hint(String playlist) throws IOException {
    Matcher hint = HINT.matcher(playlist);
    if (!hint.find()) {
      throw new IOException("no hint in " + playlist);
    }
    return new PartPosition(Long.parseLong(hint.group(1)), Integer.parseInt(hint.group(2)));
  }
}
