package io.github.hlsprebuffer.bench.origin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An origin on the loopback address that answers as if it were far away: byte k of a body leaves no
 * earlier than the latency and k at the connection's rate after the request had been read, and
 * after what left before it on all connections. A thread for each connection. Safe for concurrent
 * requests.
 */
public final class ShapedOrigin implements AutoCloseable {
  /** The multivariant playlist of all that there is. */
  public static final String MULTIVARIANT_PATH = "/main.m3u8";

  private static final int BACKLOG = 1024;

  private final Link link;
  private final Faults faults;
  private final List<Presentation> presentations;
  private final long startNanos = System.nanoTime();
  private double linkFreeNanos = startNanos; // guarded by this
  private final Queue<OriginExchange> log = new ConcurrentLinkedQueue<>();
  private final AtomicLong tokens = new AtomicLong();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Starts listening on a free port. */
  public ShapedOrigin(Link link, Faults faults, List<Presentation> presentations)
      throws IOException {
    this.link = link;
    this.faults = faults;
    this.presentations = presentations;
    this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** All requests so far, in the order in which they came. */
  public List<OriginExchange> log() {
    return List.copyOf(log);
  }

  /** Milliseconds since its start. */
  public double millis() {
    return (System.nanoTime() - startNanos) / 1e6;
  }

  /** The moment, on the clock of {@link System#nanoTime()}, that all its times count from. */
  public long startNanos() {
    return startNanos;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }

  Link link() {
    return link;
  }

  Faults faults() {
    return faults;
  }

  /** Puts bytes into the queue of the link; returns when the last of them has passed it. */
  synchronized long pass(long bytes) {
    double now = System.nanoTime();
    linkFreeNanos = Math.max(now, linkFreeNanos) + link.sharedNanos(bytes);
    return (long) linkFreeNanos;
  }

  OriginExchange begin(RequestHead request) {
    OriginExchange exchange = new OriginExchange(request.path(), request.field("range"), millis());
    log.add(exchange);
    return exchange;
  }

  OriginAnswer answer(RequestHead request, OriginExchange exchange) {
    if (request.path().equals(MULTIVARIANT_PATH)) {
      return OriginAnswer.playlist(multivariantPlaylist(), "max-age=3600");
    }
    for (Presentation presentation : presentations) {
      if (request.path().equals(presentation.playlistPath())) {
        return playlist(presentation);
      }
    }
    return exchange
        .presentation()
        .flatMap(this::named)
        .flatMap(named -> segment(request, named, exchange.mediaSequenceNumber().orElseThrow()))
        .orElseGet(() -> OriginAnswer.withoutBody(404));
  }

  private String multivariantPlaylist() {
    StringBuilder text = new StringBuilder("#EXTM3U\n");
    for (Presentation each : presentations) {
      int bitsPerSecond = 8 * each.segmentBytes() / Presentation.SEGMENT_SECONDS;
      text.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(bitsPerSecond).append('\n');
      text.append(each.playlistPath().substring(1)).append('\n');
    }
    return text.toString();
  }

  private OriginAnswer playlist(Presentation presentation) {
    String text =
        presentation.playlist(millis() / 1e3, Long.toString(tokens.incrementAndGet(), 36));
    String cacheControl = presentation.playlistCacheControl();
    return presentation.isLive() || presentation.hasTokens()
        ? OriginAnswer.playlist(text, cacheControl)
        : OriginAnswer.playlistFile(text, cacheControl, "\"" + presentation.name() + "\"");
  }

  private Optional<OriginAnswer> segment(RequestHead request, Presentation of, long number) {
    if (number > of.newest(millis() / 1e3)) {
      return Optional.empty();
    }
    return Optional.of(OriginAnswer.segment(request, of, number));
  }

  private Optional<Presentation> named(String name) {
    return presentations.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        threads.execute(new OriginConnection(this, socket));
      }
    } catch (IOException e) {
      // Closed.
      return;
    }
  }
}
