package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts caches in front of the origin, each on a free port and in a directory of its own. */
final class ServerStarter {
  private static final int ATTEMPTS = 600;
  private static final long ATTEMPT_MILLIS = 100;

  private final Path work;
  private final List<String> prefix;
  private final Processes processes;
  private final int originPort;
  private int started;

  ServerStarter(BenchSettings settings, Processes processes, int originPort) {
    this(settings.work(), onCore(settings.serverCore(), List.of()), processes, originPort);
  }

  private ServerStarter(Path work, List<String> prefix, Processes processes, int originPort) {
    this.work = work;
    this.prefix = prefix;
    this.processes = processes;
    this.originPort = originPort;
  }

  /** Starts servers on all cores. */
  static ServerStarter unbound(Path work, Processes processes, int originPort) {
    return new ServerStarter(work, List.of(), processes, originPort);
  }

  /** Starts a cache and waits until it accepts connections, at most a minute. */
  RunningServer start(CacheKind kind) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(work.resolve(Integer.toString(started++)));
    int port = freePort();
    CacheKind.Launch launch = kind.prepare(directory, port, originPort);
    Path log = directory.resolve("output.log");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(launch.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(launch.environment());
    RunningServer server = new RunningServer(kind, port, processes.start(builder));
    awaitListening(server, log);
    return server;
  }

  /** The command, bound to one processor core. */
  static List<String> onCore(int core, List<String> command) {
    List<String> bound = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    bound.addAll(command);
    return bound;
  }

  private static void awaitListening(RunningServer server, Path log)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (server.process().waitFor(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException(server.kind().name() + " ended:\n" + Files.readString(log));
      }
      if (accepts(server.port())) {
        return;
      }
    }
    throw new IOException(server.kind().name() + " does not listen:\n" + Files.readString(log));
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
