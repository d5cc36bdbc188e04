package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.RawHead;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many viewers at once: the host application is asked once. */
@ExtendWith(ArquillianExtension.class)
class HostModeCrowdIT {
  private static final int VIEWERS = 20;
  private static final byte[] BODY = Bodies.body(5, 300_000);
  private static final HostModeStream DEMO = HostModeStream.demo();
  private static final ScriptedOrigin BEHIND = ScriptedOrigin.start();

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return HostModeWar.named("crowd")
        .prebuffer()
        .filter(CountingFilter.class)
        .servlet(RelayServlet.class, "/relay/*", "target", BEHIND.uri().toString())
        .files(DEMO.directory(), "demo")
        .build();
  }

  @AfterAll
  static void stop() {
    BEHIND.close();
  }

  @Test
  void viewers_whileTheHostIsInMidBody_shareOneAnswer() throws Exception {
    BEHIND.serve("/shared.ts", Resource.segment(BODY));
    Gate half = BEHIND.gateBody("/shared.ts", BODY.length / 2);
    List<RawHttp> connections = new ArrayList<>();
    List<RawHead> heads = new ArrayList<>();
    try {
      for (int i = 0; i < VIEWERS; i++) {
        RawHttp connection = app().connect();
        connections.add(connection);
        heads.add(connection.get(app().target("relay/shared.ts")).readHead());
      }
      half.release();
      for (int i = 0; i < VIEWERS; i++) {
        assertThat(connections.get(i).bodyOf(heads.get(i)).readAll()).isEqualTo(BODY);
        assertThat(heads.get(i).headers().first("Cache-Status").orElse(""))
            .endsWith(i == 0 ? "fwd=miss" : "fwd=miss; collapsed");
      }
    } finally {
      for (RawHttp connection : connections) {
        connection.close();
      }
    }
    assertThat(app().hostRequests("/relay/shared.ts")).isEqualTo(1);
  }

  @Test
  void viewers_atTheSameMoment_hostIsAskedOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      String path = "/moment" + round + ".ts";
      BEHIND.serve(path, Resource.segment(BODY));
      CyclicBarrier start = new CyclicBarrier(VIEWERS);
      List<RawResponse> responses =
          inParallel(
              () -> {
                try (RawHttp connection = app().connect()) {
                  start.await();
                  return connection.get(app().target("relay" + path)).readResponse();
                }
              });
      assertThat(responses).allSatisfy(response -> assertThat(response.body()).isEqualTo(BODY));
      assertThat(app().hostRequests("/relay" + path)).isEqualTo(1);
    }
  }

  @Test
  void players_rushingThroughOneStream_hostProducesEachSegmentOnce() throws Exception {
    AtomicInteger number = new AtomicInteger();
    String rendition = DEMO.renditions().get(1);
    List<String> segments = DEMO.references(rendition);
    CyclicBarrier start = new CyclicBarrier(VIEWERS);
    inParallel(
        () -> {
          // Those who look like one viewer are taken for one that seeks, whom prefetching follows.
          String agent = "User-Agent: player " + number.incrementAndGet();
          try (RawHttp connection = app().connect()) {
            connection.get(app().target("demo/" + rendition), agent).readResponse();
            start.await();
            for (String segment : segments) {
              RawResponse response =
                  connection.get(app().target("demo/" + segment), agent).readResponse();
              assertThat(response.body()).as(segment).isEqualTo(DEMO.bytes(segment));
              assertThat(cacheStatus(response)).isIn("hit", "fwd=miss; collapsed", "fwd=miss");
            }
            return segments.size();
          }
        });
    app().awaitIdle();
    var counts = app().hostRequests();
    segments.forEach(file -> assertThat(counts).containsEntry("/demo/" + file, 1));
  }

  /** What each of the viewers got. */
  private static <T> List<T> inParallel(Callable<T> viewer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(VIEWERS);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(Collections.nCopies(VIEWERS, viewer))) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private HostModeApp app() {
    return HostModeApp.at(url);
  }
}
