package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.registry.PrebufferRegistry;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs inside the container, in an application with CDI whose filter works on the application
 * itself.
 */
@ExtendWith(ArquillianExtension.class)
class CdiIT {
  private static final int SEGMENTS = 3;

  @Inject private PrebufferRegistry registry;
  @Inject private ServletContext context;
  @ArquillianResource private URL url;

  @Deployment
  static WebArchive war() {
    WebArchive war =
        GatewayWar.to(URI.create("/media"), "cdi.war")
            .archive()
            .addClass(GatewayWar.class)
            .addPackage(RawHttp.class.getPackage())
            .addAsLibraries(GatewayWar.cdi())
            .addAsLibraries(GatewayWar.libraries("test"))
            .addAsWebResource(new StringAsset(Playlists.vod(SEGMENTS)), "media/index.m3u8");
    for (int i = 0; i < SEGMENTS; i++) {
      war.addAsWebResource(new StringAsset("segment " + i), "media/segment" + i + ".ts");
    }
    return war;
  }

  @Test
  void injectedRegistry_afterRequests_countsWhatTheFilterDid() throws Exception {
    registry.resetStatistics();
    assertThat(get("hls/index.m3u8")).isEqualTo(Playlists.vod(SEGMENTS));
    assertThat(get("hls/segment0.ts")).isEqualTo("segment 0");
    assertThat(registry.statistics().value(Counter.PLAYLISTS_REGISTERED)).isEqualTo(1);
    assertThat(registry.statistics().value(Counter.MISSES)).isEqualTo(2);
    assertThat(registry.statistics().gauges().activePrefetchers()).isEqualTo(1);
  }

  @Test
  void injectedRegistry_cleared_filterStartsAfresh() throws Exception {
    assertThat(get("hls/index.m3u8")).isEqualTo(Playlists.vod(SEGMENTS));
    registry.clear();
    assertThat(registry.statistics().gauges().playlists()).isZero();
    assertThat(get("hls/segment2.ts")).isEqualTo("segment 2");
  }

  /** Not a proxy of it, which would fail once the CDI container has stopped. */
  @Test
  void contextAttribute_inCdi_isTheBeanItself() {
    assertThat(context.getAttribute(PrebufferRegistry.class.getName()))
        .isExactlyInstanceOf(PrebufferRegistry.class)
        .isSameAs(registry.self().get());
  }

  private String get(String path) throws Exception {
    RawResponse response = RawHttp.fetch(url.toURI().resolve(path));
    assertThat(response.status()).as(path).isEqualTo(200);
    return response.text();
  }
}
