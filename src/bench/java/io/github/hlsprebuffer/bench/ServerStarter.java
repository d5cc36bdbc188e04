package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts caches in front of the origin, each on a free port and in a directory of its own. */
final class ServerStarter {
  private static final int ATTEMPTS = 600;
  private static final long ATTEMPT_MILLIS = 100;
  private static final int ANSWER_MILLIS = 10_000;

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

  /** Starts a cache and waits until it answers, at most a minute. */
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
    awaitAnswer(server, log);
    return server;
  }

  /** The command, bound to one processor core. */
  static List<String> onCore(int core, List<String> command) {
    List<String> bound = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    bound.addAll(command);
    return bound;
  }

  private static void awaitAnswer(RunningServer server, Path log)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (server.process().waitFor(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException(server.kind().name() + " ended:\n" + Files.readString(log));
      }
      if (answers(server.port())) {
        return;
      }
    }
    throw new IOException(server.kind().name() + " does not answer:\n" + Files.readString(log));
  }

  /** Tomcat listens long before the gateway in it is there. */
  private static boolean answers(int port) {
    try {
      URL root = URI.create("http://127.0.0.1:" + port + "/").toURL();
      HttpURLConnection connection = (HttpURLConnection) root.openConnection();
      connection.setConnectTimeout(ANSWER_MILLIS);
      connection.setReadTimeout(ANSWER_MILLIS);
      boolean answered = connection.getResponseCode() > 0;
      connection.disconnect();
      return answered;
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
