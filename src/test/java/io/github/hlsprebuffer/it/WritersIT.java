package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.WriterFilter;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.RawBody;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Who writes to viewers whose bodies are still on their way: in Tomcat, nobody but Tomcat's own
 * threads on their way through a connection. Where the write of another one failed at a bad moment,
 * the connection of somebody else was closed.
 */
@ExtendWith(ArquillianExtension.class)
class WritersIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final int FIRST_BYTES = 100_000;
  private static final int VIEWERS = 4;
  private static final byte[] BODY = Bodies.body(1, 600_000);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return HostModeWar.named("writers")
        .parameter("hlsprebuffer.origin", ORIGIN.uri().toString())
        .parameter("hlsprebuffer.parallelRanges", "1")
        .filter(WriterFilter.class)
        .prebuffer("REQUEST")
        .build();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  @Test
  void body_comesInPieces_onlyTomcatWrites() throws Exception {
    for (boolean chunked : List.of(false, true)) {
      String path = "/whole-" + chunked + ".ts";
      ORIGIN.serve(path, chunked ? Resource.segment(BODY).chunked() : Resource.segment(BODY));
      for (RawBody body : begun(path)) {
        assertThat(body.readAll()).hasSize(BODY.length - FIRST_BYTES);
        assertThat(body.isComplete()).isTrue();
      }
    }
    assertOnlyTomcatWrote();
  }

  @Test
  void body_breaksOff_onlyTomcatWrites() throws Exception {
    ORIGIN.serve("/broken.ts", Resource.segment(BODY).chunked());
    ORIGIN.fault("/broken.ts", OriginFault.SHORT_BODY);
    for (RawBody body : begun("/broken.ts")) {
      assertThat(body.readAll()).hasSizeLessThan(BODY.length - FIRST_BYTES);
      assertThat(body.isComplete()).isFalse();
    }
    assertOnlyTomcatWrote();
  }

  /** The bodies of viewers who have had the first bytes, when the rest begins to come. */
  private List<RawBody> begun(String path) throws IOException {
    Gate gate = ORIGIN.gateBody(path, FIRST_BYTES);
    List<RawBody> bodies = new ArrayList<>();
    for (int i = 0; i < VIEWERS; i++) {
      HostModeApp app = HostModeApp.at(url);
      RawHttp viewer = app.connect().get(app.target(path));
      RawBody body = viewer.bodyOf(viewer.readHead());
      assertThat(body.read(FIRST_BYTES)).hasSize(FIRST_BYTES);
      bodies.add(body);
    }
    gate.release();
    return bodies;
  }

  private void assertOnlyTomcatWrote() throws IOException {
    byte[] report = HostModeApp.at(url).get(WriterFilter.REPORT).body();
    assertThat(new String(report, StandardCharsets.US_ASCII))
        .as("by Tomcat, by others")
        .matches("[1-9]\\d* 0");
  }
}
