package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.it.host.ForwardedFilter;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application behind a proxy that ends TLS and says so. */
@ExtendWith(ArquillianExtension.class)
class HostModeForwardedIT {
  private static final int SEGMENTS = 4;
  private static final byte[] BODY = Bodies.body(3, 100_000);
  private static final ScriptedOrigin BEHIND = ScriptedOrigin.start();

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return HostModeWar.named("forwarded")
        .filter(ForwardedFilter.class)
        .prebuffer()
        .filter(CountingFilter.class)
        .servlet(RelayServlet.class, "/relay/*", "target", BEHIND.uri().toString())
        .build();
  }

  @AfterAll
  static void stop() {
    BEHIND.close();
  }

  /** This server has no TLS of its own, whatever the first or any other viewer comes by. */
  @Test
  void play_byHttpsAndThenByHttp_isFetchedAhead() throws Exception {
    for (String scheme : new String[] {"https", "http"}) {
      String directory = "/" + scheme + "/";
      BEHIND.serve(directory + "index.m3u8", Resource.playlist(Playlists.vod(SEGMENTS)));
      for (int i = 0; i < SEGMENTS; i++) {
        BEHIND.serve(directory + "segment" + i + ".ts", Resource.segment(BODY));
      }
      assertFetchedAhead("relay" + directory, "X-Forwarded-Proto: " + scheme);
    }
  }

  private void assertFetchedAhead(String directory, String forwarded) throws Exception {
    HostModeApp app = HostModeApp.at(url);
    long before = app.statistic("segmentsPrebuffered");
    app.get(directory + "index.m3u8", forwarded);
    Expectations.assertWhole(app.get(directory + "segment0.ts", forwarded), BODY);
    app.awaitStatistic("segmentsPrebuffered", before + SEGMENTS - 1);
    app.awaitIdle();
    for (int i = 1; i < SEGMENTS; i++) {
      assertThat(cacheStatus(app.get(directory + "segment" + i + ".ts", forwarded)))
          .isEqualTo("hit");
    }
  }
}
