package io.github.hlsprebuffer.bench;

import io.github.hlsprebuffer.bench.origin.Faults;
import io.github.hlsprebuffer.bench.origin.Presentation;
import io.github.hlsprebuffer.bench.origin.ShapedOrigin;
import io.github.hlsprebuffer.bench.player.Player;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One scenario, played once through one server, with an origin of its own. */
final class ScenarioRun implements AutoCloseable {
  /** Segments like those that are measured, and requests that never reach the origin. */
  private static final Presentation WARM_UP = Presentation.vod("warmup", 8, 500_000);

  private static final int WARM_UP_TIMES = 300;
  private static final int KEPT_AHEAD_SEGMENTS = 2;
  private static final int SECOND_MILLIS = 1_000;

  private final Scenario scenario;
  private final CacheKind kind;
  private final Processes processes;
  private final ShapedOrigin origin;
  private final Optional<RunningServer> server;

  private ScenarioRun(
      Scenario scenario,
      CacheKind kind,
      Processes processes,
      ShapedOrigin origin,
      Optional<RunningServer> server) {
    this.scenario = scenario;
    this.kind = kind;
    this.processes = processes;
    this.origin = origin;
    this.server = server;
  }

  /** Starts an origin and the server in front of it. */
  static ScenarioRun start(
      Scenario scenario, CacheKind kind, Faults faults, Path work, Processes processes)
      throws IOException, InterruptedException {
    List<Presentation> presentations = new ArrayList<>(scenario.presentations());
    presentations.add(WARM_UP);
    ShapedOrigin origin = new ShapedOrigin(scenario.link(), faults, presentations);
    Optional<RunningServer> server = Optional.empty();
    if (!(kind instanceof NoServer)) {
      Files.createDirectories(work);
      try {
        server = Optional.of(ServerStarter.unbound(work, processes, origin.port()).start(kind));
      } catch (IOException e) {
        origin.close();
        throw e;
      }
    }
    return new ScenarioRun(scenario, kind, processes, origin, server);
  }

  Scenario scenario() {
    return scenario;
  }

  /** Gives the server its history. */
  void warmUp() throws IOException, InterruptedException {
    if (server.isPresent() && scenario.history() == Scenario.History.WARM) {
      play(player -> player.loadAll(WARM_UP, WARM_UP_TIMES), "warmup");
    }
    for (Player.Script script : scenario.before()) {
      play(script, "before");
    }
  }

  /** Plays the scenario; returns what was seen. */
  Observation measure(Path log) throws IOException, InterruptedException {
    List<Player> players = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> playing = new ArrayList<>();
      for (Player.Script script : scenario.viewers()) {
        Player player = player("v" + (players.size() + 1));
        players.add(player);
        playing.add(threads.submit(() -> play(player, script)));
      }
      for (Future<?> each : playing) {
        each.get();
      }
      Thread.sleep((long) scenario.settleSeconds() * SECOND_MILLIS);
    } catch (ExecutionException e) {
      throw new IOException(kind.name() + ", " + scenario.name(), e.getCause());
    } finally {
      threads.shutdownNow();
      Files.writeString(log, new Observation(players, origin.log()).log(origin.startNanos()));
    }
    return new Observation(players, origin.log());
  }

  @Override
  public void close() throws IOException {
    server.ifPresent(running -> processes.end(running.process()));
    origin.close();
  }

  private void play(Player.Script script, String viewer) throws IOException {
    try (Player player = player(viewer)) {
      script.play(player);
    }
  }

  private static boolean play(Player player, Player.Script script) throws IOException {
    try (player) {
      script.play(player);
    }
    return true;
  }

  private Player player(String viewer) {
    return new Player(viewer, KEPT_AHEAD_SEGMENTS, this::uri);
  }

  private URI uri(String path) {
    int port = server.map(RunningServer::port).orElseGet(origin::port);
    return URI.create("http://127.0.0.1:" + port + kind.target(origin.port(), path));
  }
}
