package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One application comes and goes, again and again, while viewers play from another with which it
 * shares the cache. {@code -Dshared.redeploys=100} for the long run.
 */
class SharedRedeployIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final int ROUNDS = Integer.getInteger("shared.redeploys", 10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SEGMENTS = 20;
  private static final byte[] BODY = Bodies.body(1, 200_000);
  private static final byte[] HELD = Bodies.body(2, 600_000);
  private static final int FIRST_BYTES = 100_000;

  /** Of the connector's buffers and the JVM's own. */
  private static final long SLACK_BYTES = 4 << 20;

  private static final WebArchive PLAIN =
      GatewayWar.sharing(ORIGIN.uri(), "comes-and-goes.war").archive();

  private static TomcatBase tomcat;
  private static TomcatManager manager;

  @BeforeAll
  static void start() throws Exception {
    tomcat =
        TomcatBase.sharing("redeployed")
            // The origin is held for as long as an undeployment takes.
            .setting("responseTimeout", "10m")
            .gateway("stays", ORIGIN.uri())
            .start();
    manager = tomcat.manager();
    ORIGIN.serve("/index.m3u8", Resource.playlist(Playlists.vod(SEGMENTS)));
    for (int i = 0; i < SEGMENTS; i++) {
      ORIGIN.serve(
          "/segment" + i + ".ts",
          // Soon to be fetched anew, so that there is always something to share.
          Resource.segment(BODY).withHeader("Cache-Control", "max-age=2"));
    }
  }

  @AfterAll
  static void close() throws Exception {
    VIEWERS.shutdownNow();
    ORIGIN.close();
    tomcat.close();
  }

  @Test
  void redeploy_whileViewersPlayFromTheOther_noneNoticesAndNothingIsLeft() throws Exception {
    try (TomcatJvm jvm = tomcat.jvm()) {
      // The first ones bring what stays with the JVM, such as its own pools and caches.
      comeAndGo(-2);
      comeAndGo(-1);
      jvm.restartConnector();
      Footprint before = Footprint.of(jvm);
      Player player = new Player(tomcat.gateway("stays"));
      Future<Integer> playing = VIEWERS.submit(player::play);
      for (int round = 0; round < ROUNDS; round++) {
        comeAndGo(round);
        assertThat(playing).as("playing in round " + round).isNotDone();
      }
      player.over = true;
      int played = playing.get();
      System.out.printf(
          "%d redeploys, %d segments played meanwhile; before %s%n", ROUNDS, played, before);
      assertThat(played).isGreaterThan(ROUNDS);
      jvm.restartConnector();
      await().atMost(PATIENCE).untilAsserted(() -> assertNoMoreThan(before, jvm));
      System.out.printf("After: %s%n", Footprint.of(jvm));
    }
  }

  /** Of both kinds in turn: with CDI and without. */
  private static void comeAndGo(int round) throws Exception {
    if (round % 2 == 0) {
      manager.deploy(PLAIN);
    } else {
      String xml = TomcatBase.gatewayContext(ORIGIN.uri());
      assertThat(manager.tryToDeploy("/comes-and-goes", tomcat.contextFile("comes-and-goes", xml)))
          .startsWith("OK");
    }
    Gateway comes = tomcat.gateway("comes-and-goes");
    assertThat(get(comes, "/index.m3u8").status()).isEqualTo(200);
    for (int i = 0; i < 3; i++) {
      Expectations.assertWhole(get(comes, "/segment" + i + ".ts"), BODY);
    }
    leaveWhatItHasBegun(comes, "/held" + round + ".ts");
  }

  /** A viewer of the one that stays has joined what the one that goes has begun. */
  private static void leaveWhatItHasBegun(Gateway comes, String path) throws Exception {
    ORIGIN.serve(path, Resource.segment(HELD));
    Gate rest = ORIGIN.gateBody(path, FIRST_BYTES);
    try (HalfServedViewer leaves = HalfServedViewer.ask(comes, path, FIRST_BYTES);
        HalfServedViewer stays = HalfServedViewer.ask(tomcat.gateway("stays"), path, FIRST_BYTES)) {
      assertThat(stays.cacheStatus()).isEqualTo(Gateway.COLLAPSED);
      manager.undeploy("/comes-and-goes");
      assertThat(leaves.wholeBody()).hasSizeLessThan(HELD.length);
      rest.release();
      assertThat(stays.wholeBody()).isEqualTo(HELD);
    }
    assertThat(ORIGIN.count(path)).isEqualTo(1);
    ORIGIN.remove(path);
  }

  /** Plays a playlist over and over; the first thing that is wrong ends it. */
  private static final class Player {
    private final Gateway gateway;
    private final AtomicInteger played = new AtomicInteger();
    private volatile boolean over;

    Player(Gateway gateway) {
      this.gateway = gateway;
    }

    int play() throws Exception {
      while (!over) {
        assertThat(get(gateway, "/index.m3u8").text()).isEqualTo(Playlists.vod(SEGMENTS));
        for (int i = 0; i < SEGMENTS && !over; i++) {
          Expectations.assertWhole(get(gateway, "/segment" + i + ".ts"), BODY);
          played.incrementAndGet();
        }
      }
      return played.get();
    }
  }

  /** However slow the machine is. */
  private static RawResponse get(Gateway gateway, String path) throws IOException {
    try (RawHttp client = gateway.connect().timeout(PATIENCE)) {
      return client.get(gateway.target(path)).readResponse();
    }
  }

  /** What applications, or what is left of them, take of a JVM. */
  private record Footprint(
      Set<String> threads, long classLoaders, long directMemoryBytes, Set<ObjectName> monitors) {
    static Footprint of(TomcatJvm jvm) throws Exception {
      return new Footprint(
          jvm.threads(), jvm.webappClassLoaders(), jvm.directMemoryBytes(), jvm.monitors());
    }
  }

  private static void assertNoMoreThan(Footprint before, TomcatJvm jvm) throws Exception {
    Footprint after = Footprint.of(jvm);
    assertThat(after.threads()).isSubsetOf(before.threads());
    assertThat(manager.findLeaks()).doesNotContain("/comes-and-goes");
    assertThat(after.classLoaders()).isLessThanOrEqualTo(before.classLoaders());
    assertThat(after.directMemoryBytes()).isLessThan(before.directMemoryBytes() + SLACK_BYTES);
    assertThat(after.monitors()).isEqualTo(before.monitors());
  }
}
