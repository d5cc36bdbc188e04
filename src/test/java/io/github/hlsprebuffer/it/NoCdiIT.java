package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application without any class of CDI. */
@ExtendWith(ArquillianExtension.class)
class NoCdiIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final byte[] BODY = Bodies.body(1, 10_000);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    WebArchive war = GatewayWar.to(ORIGIN.uri(), "no-cdi.war").archive();
    assertThat(war.getContent(path -> path.get().matches(".*(weld|cdi|inject|enterprise).*")))
        .isEmpty();
    return war;
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  @Test
  void get_secondSegment_wasPrefetched() throws Exception {
    ORIGIN.serve("/index.m3u8", Resource.playlist(Playlists.vod(2)));
    ORIGIN.serve("/segment0.ts", Resource.segment(BODY));
    ORIGIN.serve("/segment1.ts", Resource.segment(BODY));
    Gateway gateway = Gateway.at(url);
    assertThat(gateway.get("/index.m3u8").text()).isEqualTo(Playlists.vod(2));
    Expectations.assertWhole(gateway.get("/segment0.ts"), BODY);
    ORIGIN.log().awaitCompleted("/segment1.ts", 1, Duration.ofSeconds(10));
    gateway.awaitQuiet();
    assertThat(Gateway.cacheStatus(gateway.get("/segment1.ts"))).isEqualTo(Gateway.HIT);
    assertThat(gateway.statistic("prefetchesUseful")).isEqualTo(1);
  }
}
