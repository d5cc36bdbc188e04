package io.github.hlsprebuffer.testing;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * A live low-latency stream at its origin (RFC 8216bis section 6.2.5 and 6.2.6) that goes on one
 * partial segment at a time, when the test says so. Blocking playlist reloads and requests for the
 * hinted part are held until that part is published; anything else that is not published answers
 * 404, and a reload that is too far ahead 400. Thread-safe.
 */
public final class LowLatencyOrigin implements AutoCloseable {

  private final ScriptedOrigin server;
  private final LowLatencyStream stream;
  private final Map<PartPosition, Gate> gates = new HashMap<>();
  private PartPosition edge;

  private LowLatencyOrigin(ScriptedOrigin server, LowLatencyStream stream, PartPosition edge) {
    this.server = server;
    this.stream = stream;
    this.edge = edge;
  }

  /** Starts an origin of its own on a free port; see {@link #on}. */
  public static LowLatencyOrigin start(LowLatencyStream stream, PartPosition edge) {
    return on(ScriptedOrigin.start(), stream, edge);
  }

  /**
   * Serves a stream on an origin, beside others in other folders.
   *
   * @param edge the last partial segment that has been published already
   */
  public static LowLatencyOrigin on(
      ScriptedOrigin server, LowLatencyStream stream, PartPosition edge) {
    LowLatencyOrigin origin = new LowLatencyOrigin(server, stream, edge);
    origin.serveWindow();
    return origin;
  }

  /** Publishes the next partial segment, answers who waits for it, and returns its place. */
  public synchronized PartPosition publishPart() {
    edge = stream.after(edge);
    // First what the playlist will name, then the playlist.
    serveEdge();
    gate(edge).release();
    return edge;
  }

  /** Returns the place of the last partial segment that has been published. */
  public synchronized PartPosition edge() {
    return edge;
  }

  /** Returns the place of the partial segment that the playlist hints at. */
  public synchronized PartPosition hint() {
    return stream.after(edge);
  }

  /** Returns what it streams. */
  public LowLatencyStream stream() {
    return stream;
  }

  /** Returns the server, for faults and gates. */
  public ScriptedOrigin server() {
    return server;
  }

  /** Returns the server's address, without a path. */
  public URI uri() {
    return server.uri();
  }

  /** Returns what the server was asked for. */
  public RequestLog log() {
    return server.log();
  }

  /** Closes the server. */
  @Override
  public void close() {
    server.close();
  }

  private synchronized void serveWindow() {
    server.serve(stream.playlistPath(), this::playlist);
    server.serve(stream.initializationPath(), media(stream.initializationBody()));
    long last = stream.lastComplete(edge);
    for (long number = Math.max(0, last - stream.windowSegments() + 1); number <= last; number++) {
      for (int part = 0; part < stream.partsPerSegment(); part++) {
        servePart(new PartPosition(number, part));
      }
      serveSegment(number);
    }
    for (int part = 0; part <= edge.part(); part++) {
      servePart(new PartPosition(edge.mediaSequenceNumber(), part));
    }
    serveEdge();
  }

  private void serveEdge() {
    servePart(hint());
    if (stream.isLastOfSegment(edge)) {
      serveSegment(edge.mediaSequenceNumber());
    }
  }

  private void servePart(PartPosition position) {
    server.serve(stream.partPath(position), request -> part(position));
  }

  private void serveSegment(long number) {
    server.serve(stream.segmentPath(number), request -> media(stream.segmentBody(number)));
  }

  private synchronized Resource part(PartPosition position) {
    return heldUntil(position, media(stream.partBody(position)));
  }

  private synchronized Resource playlist(RequestRecord request) {
    return PlaylistDirectives.of(request.query().orElse(""))
        .filter(directives -> !directives.isBeyond(stream, edge))
        .map(this::playlist)
        .orElseGet(() -> Resource.status(400));
  }

  private Resource playlist(PlaylistDirectives directives) {
    PartPosition awaited = directives.awaited(stream).orElse(edge);
    // What a held request will get is known already: nothing comes in between.
    PartPosition then = isPublished(awaited) ? edge : awaited;
    String text = directives.skips() ? stream.playlistDelta(then) : stream.playlist(then);
    return heldUntil(awaited, Resource.playlist(text));
  }

  private Resource heldUntil(PartPosition awaited, Resource resource) {
    return isPublished(awaited) ? resource : resource.heldAt(gate(awaited));
  }

  private boolean isPublished(PartPosition position) {
    return position.compareTo(edge) <= 0;
  }

  private Gate gate(PartPosition position) {
    return gates.computeIfAbsent(position, key -> new Gate(0));
  }

  private static Resource media(byte[] body) {
    return Resource.bytes(body, "video/mp4");
  }
}
