package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A web application that has its streams from elsewhere, by the proxy servlet that many use. */
@ExtendWith(ArquillianExtension.class)
class HostModeProxyServletIT {
  private static final HostModeStream DEMO = HostModeStream.demo();
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    ORIGIN.serveDirectory(DEMO.directory());
    return HostModeWar.named("proxy-servlet")
        .prebuffer()
        .libraries("it.smiley.dir")
        .servlet(
            "org.mitre.dsmiley.httpproxy.ProxyServlet",
            "/proxied/*",
            "targetUri",
            ORIGIN.uri().toString(),
            "log",
            "false")
        .build();
  }

  @AfterAll
  static void stopOrigin() {
    ORIGIN.close();
  }

  @Test
  void players_realTimeAndRushing_originSendsEachFileOnce() throws Exception {
    HostModeApp app = HostModeApp.at(url);
    List<String> renditions = DEMO.renditions();
    playInRealTime(app, renditions.get(0));
    rush(app, renditions.get(1));
    app.awaitIdle();
    for (String rendition : renditions) {
      assertThat(ORIGIN.count("/" + rendition)).as(rendition).isEqualTo(1);
      for (String segment : DEMO.references(rendition)) {
        assertThat(ORIGIN.count("/" + segment)).as(segment).isEqualTo(1);
      }
    }
  }

  private static void playInRealTime(HostModeApp app, String rendition) throws Exception {
    RawResponse playlist = app.get("proxied/" + rendition);
    assertThat(playlist.body()).isEqualTo(DEMO.bytes(rendition));
    List<String> segments = DEMO.references(rendition);
    for (int i = 0; i < segments.size(); i++) {
      RawResponse response = app.get("proxied/" + segments.get(i));
      assertThat(response.body()).as(segments.get(i)).isEqualTo(DEMO.bytes(segments.get(i)));
      assertThat(cacheStatus(response)).isEqualTo(i == 0 ? "fwd=miss" : "hit");
      app.awaitStatistic("segmentsPrebuffered", Math.min(i + 5, segments.size() - 1));
    }
  }

  private static void rush(HostModeApp app, String rendition) throws Exception {
    try (RawHttp connection = app.connect()) {
      connection.get(app.target("proxied/" + rendition)).readResponse();
      for (String segment : DEMO.references(rendition)) {
        RawResponse response = connection.get(app.target("proxied/" + segment)).readResponse();
        assertThat(response.body()).as(segment).isEqualTo(DEMO.bytes(segment));
      }
    }
  }
}
