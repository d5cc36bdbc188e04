package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random requests of several viewers at once, for resources that are evicted all the time, from an
 * origin that hesitates, drips and fails: no byte is ever wrong, and no body short without its
 * connection saying so.
 */
@ExtendWith(ArquillianExtension.class)
class RandomRequestsIT {
  private static final long SEED = Long.getLong("test.seed", 1);
  private static final int REQUESTS = Integer.getInteger("random.requests", 5_000);
  private static final int VIEWERS = 8;
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ScriptedOrigin BEHIND = ScriptedOrigin.start();

  @ArquillianResource
  @OperateOnDeployment("gateway")
  private URL gatewayUrl;

  @ArquillianResource
  @OperateOnDeployment("host")
  private URL hostUrl;

  /** A store that has room for a fraction of the resources. */
  @Deployment(name = "gateway", testable = false)
  static WebArchive gateway() {
    return GatewayWar.to(ORIGIN.uri(), "random.war")
        .with("heapSize", "256KB")
        .with("offHeapSize", "3MB")
        // The tiers overflow by themselves, and lose any block at any time.
        .with("maxMemoryPercent", "100")
        .with("emergencyThreshold", "100")
        .archive();
  }

  @Deployment(name = "host", testable = false)
  static WebArchive host() {
    return HostModeWar.named("random-host")
        .parameter("hlsprebuffer.heapSize", "256KB")
        .parameter("hlsprebuffer.offHeapSize", "3MB")
        .parameter("hlsprebuffer.maxMemoryPercent", "100")
        .parameter("hlsprebuffer.emergencyThreshold", "100")
        .prebuffer("REQUEST", "ASYNC")
        .servlet(RelayServlet.class, "/relay/*", "target", BEHIND.uri().toString())
        .build();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
    BEHIND.close();
  }

  @Test
  void gateway_randomRequests_everyByteIsRight() throws Exception {
    Gateway gateway = Gateway.at(gatewayUrl);
    RandomOrigin origin = new RandomOrigin(ORIGIN, SEED);
    run("gateway", origin, REQUESTS, RandomServer.of(gateway));
    System.out.printf(
        "  %d hits, %d joins, %d misses, %d bypasses; %d evicted wholes, %d evicted rests;"
            + " origin: %d requests, %d faults%n",
        gateway.statistic("hits"),
        gateway.statistic("joins"),
        gateway.statistic("misses"),
        gateway.statistic("bypasses"),
        origin.fetchedAgain(),
        gateway.statistic("blocksRefetched"),
        origin.requests(),
        origin.faults());
    assertThat(
            List.of(gateway.statistic("hits"), gateway.statistic("joins"), origin.fetchedAgain()))
        .as("hits, joins, evictions")
        .allSatisfy(count -> assertThat(count).isPositive());
    gateway.awaitQuiet();
    assertThat(gateway.statistic("internalFailures")).isZero();
  }

  @Test
  void host_randomRequests_everyByteIsRight() throws Exception {
    HostModeApp host = HostModeApp.at(hostUrl);
    RandomOrigin origin = new RandomOrigin(BEHIND, SEED);
    run("host", origin, REQUESTS / 10, RandomServer.of(host));
    System.out.printf(
        "  %d hits, %d joins, %d misses; host: %d requests, %d faults%n",
        host.statistic("hits"),
        host.statistic("joins"),
        host.statistic("misses"),
        origin.requests(),
        origin.faults());
    host.awaitIdle();
    assertThat(host.statistic("internalFailures")).isZero();
  }

  private static void run(String name, RandomOrigin origin, int requests, RandomServer server)
      throws Exception {
    RandomTally tally = new RandomTally();
    AtomicLong next = new AtomicLong();
    AtomicBoolean failed = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(VIEWERS);
    long start = System.nanoTime();
    try {
      List<Future<@Nullable Void>> viewers = new ArrayList<>();
      for (int i = 0; i < VIEWERS; i++) {
        RandomViewer viewer = new RandomViewer(server, tally);
        viewers.add(threads.submit(() -> watch(viewer, origin, next, requests, failed)));
      }
      for (Future<@Nullable Void> viewer : viewers) {
        viewer.get();
      }
    } finally {
      threads.shutdownNow();
      System.out.printf(
          "Random run of the %s, -Dtest.seed=%d, %.1f s: %s%n",
          name, SEED, (System.nanoTime() - start) / 1e9, tally);
    }
    assertThat(tally.requests.sum()).isEqualTo(requests);
  }

  private static @Nullable Void watch(
      RandomViewer viewer, RandomOrigin origin, AtomicLong next, int requests, AtomicBoolean failed)
      throws Exception {
    try (viewer) {
      for (long number = next.getAndIncrement();
          number < requests && !failed.get();
          number = next.getAndIncrement()) {
        RandomRequest request = RandomRequest.of(SEED, number, origin.resources());
        try {
          viewer.ask(request);
        } catch (Exception | AssertionError e) {
          failed.set(true);
          throw new AssertionError(
              "-Dtest.seed=%d, request %d: %s".formatted(SEED, number, request), e);
        }
      }
    }
    return null;
  }
}
