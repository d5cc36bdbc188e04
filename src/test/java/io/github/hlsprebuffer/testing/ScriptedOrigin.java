package io.github.hlsprebuffer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A real HTTP/1.1 server on the loopback address whose every answer, delay and fault is scripted by
 * a test.
 *
 * <p>A path in a script is a target with its query, a path that stands for any query, or {@link
 * #ANY_PATH}; the most exact one wins. Scripts can be changed at any time; a request gets what was
 * scripted when it arrived. Unknown paths answer 404. It answers GET and HEAD and closes the
 * connection on other methods. Thread-safe.
 */
public final class ScriptedOrigin implements AutoCloseable {

  /** Stands for every path that has no script of its own. */
  public static final String ANY_PATH = "*";

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final OriginScript script = new OriginScript();
  private final RequestLog log;
  private final OriginServer server;

  private ScriptedOrigin(int port, Clock clock) {
    this.log = new RequestLog(clock);
    this.server = new OriginServer(listen(port), script, log);
  }

  /** Starts an origin on a free port. */
  public static ScriptedOrigin start() {
    return start(0, Clock.systemUTC());
  }

  /**
   * Starts an origin.
   *
   * @param port where it listens; 0 for any free port
   * @param clock the source of Date fields and of the times in the log
   * @throws UncheckedIOException if it cannot listen there
   */
  public static ScriptedOrigin start(int port, Clock clock) {
    ScriptedOrigin origin = new ScriptedOrigin(port, clock);
    origin.server.start();
    return origin;
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      // A restarted origin must get the port that its predecessor's connections still linger on.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 128);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the origin's address, without a path. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** Returns the address of a path, which begins with a slash. */
  public URI uri(String path) {
    return URI.create(uri() + path);
  }

  /** Serves a resource from now on, in place of what the path had before. */
  public void serve(String path, Resource resource) {
    script.routes.always(path, request -> resource);
  }

  /**
   * Serves what the function returns. It runs on the thread of the connection; if it throws, the
   * connection is closed and the thread's exception is printed.
   */
  public void serve(String path, Function<RequestRecord, Resource> handler) {
    script.routes.always(path, handler);
  }

  /** Serves a resource to the next request, then what the path had before. */
  public void serveOnce(String path, Resource resource) {
    script.routes.next(path, request -> resource, 1);
  }

  /** Serves the files below a directory under every path that has no script of its own. */
  public void serveDirectory(Path directory) {
    serve(ANY_PATH, new StaticFiles(directory.toAbsolutePath().normalize())::find);
  }

  /** Forgets what was served under a path. */
  public void remove(String path) {
    script.routes.clear(path);
  }

  /**
   * Does this to every response from now on; NONE ends it.
   *
   * @throws IllegalStateException for a redirect of a path that has no location
   */
  public void fault(String path, OriginFault fault) {
    script.faults.always(path, checked(path, fault));
  }

  /** Does this to the next response. */
  public void faultOnce(String path, OriginFault fault) {
    faultTimes(path, fault, 1);
  }

  /** Does this to the next responses, after those that have a fault scripted already. */
  public void faultTimes(String path, OriginFault fault, int times) {
    script.faults.next(path, checked(path, fault), times);
  }

  /** Forgets all faults of a path. */
  public void clearFaults(String path) {
    script.faults.clear(path);
  }

  /** Sets where a redirect of the path leads, sent as it is given. */
  public void redirectLocation(String path, String location) {
    script.locations.always(path, location);
  }

  /** Sets the measures of faults. */
  public void settings(FaultSettings settings) {
    script.settings(settings);
  }

  /** Lets every response go on that a stall fault holds; later ones stall again. */
  public void releaseStalls() {
    script.releaseStalls();
  }

  /** Holds responses before their header sections. */
  public Gate gate(String path) {
    Gate gate = new Gate(0);
    script.gates.always(path, gate);
    return gate;
  }

  /** Holds the next response before its header section. */
  public Gate gateOnce(String path) {
    Gate gate = new Gate(0);
    script.gates.next(path, gate, 1);
    return gate;
  }

  /** Holds responses after so many body bytes have been sent, or all if there are fewer. */
  public Gate gateBody(String path, long bodyBytes) {
    Gate gate = new Gate(bodyBytes);
    script.bodyGates.always(path, gate);
    return gate;
  }

  /** Holds the next response after so many body bytes have been sent. */
  public Gate gateBodyOnce(String path, long bodyBytes) {
    Gate gate = new Gate(bodyBytes);
    script.bodyGates.next(path, gate, 1);
    return gate;
  }

  /** Returns the log of this origin. */
  public RequestLog log() {
    return log;
  }

  /** Returns all requests so far, in the order in which they started. */
  public List<RequestRecord> requests() {
    return log.requests();
  }

  /** Returns how many requests for a path have started. */
  public int count(String path) {
    return log.count(path);
  }

  /**
   * Waits until so many requests for a path have started.
   *
   * @throws AssertionError if they have not within the timeout
   */
  public void awaitRequests(String path, int requests, Duration timeout)
      throws InterruptedException {
    log.awaitRequests(path, requests, timeout);
  }

  /** Returns how many requests were being answered at once at most. */
  public int maxConcurrent() {
    return log.maxConcurrent();
  }

  /** Returns how many connections are open; a client's close is seen a moment later. */
  public int openConnections() {
    return server.openConnections();
  }

  /** Returns how many connections were accepted so far. */
  public int acceptedConnections() {
    return server.acceptedConnections();
  }

  /** Stops listening, breaks off what is being answered and waits for the threads to end. */
  @Override
  public void close() {
    server.close();
  }

  private OriginFault checked(String path, OriginFault fault) {
    if (fault == OriginFault.REDIRECT && !script.locations.has(path)) {
      throw new IllegalStateException("no redirect location for " + path);
    }
    return fault;
  }
}
