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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who writes to viewers whose bodies are still on their way: in Tomcat, nobody but Tomcat's own
 * threads on their way through a connection. Where the write of another one failed at a bad moment,
 * the connection of somebody else was closed.
 */
class WritersIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final int FIRST_BYTES = 100_000;
  private static final int VIEWERS = 4;
  private static final byte[] BODY = Bodies.body(1, 600_000);

  private static TomcatBase tomcat;
  private static List<HostModeApp> apps;

  /** At a path and at none, which Tomcat finds in different ways. */
  @BeforeAll
  static void start() throws Exception {
    tomcat = TomcatBase.plain("writers").start();
    TomcatManager manager = tomcat.manager();
    manager.deploy(war("below"));
    manager.deploy(war("ROOT"));
    apps = List.of(new HostModeApp(manager.root("/below")), new HostModeApp(manager.root("")));
  }

  private static WebArchive war(String name) {
    return HostModeWar.named(name)
        .parameter("hlsprebuffer.origin", ORIGIN.uri().toString())
        .parameter("hlsprebuffer.parallelRanges", "1")
        .filter(WriterFilter.class)
        .prebuffer("REQUEST")
        .build();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
    tomcat.close();
  }

  @Test
  void body_comesInPieces_onlyTomcatWrites() throws Exception {
    for (HostModeApp app : apps) {
      for (boolean chunked : List.of(false, true)) {
        String path = "/whole-" + chunked + ".ts";
        ORIGIN.serve(path, chunked ? Resource.segment(BODY).chunked() : Resource.segment(BODY));
        for (RawBody body : begun(app, path)) {
          assertThat(body.readAll()).hasSize(BODY.length - FIRST_BYTES);
          assertThat(body.isComplete()).isTrue();
        }
      }
      assertOnlyTomcatWrote(app);
    }
  }

  @Test
  void body_breaksOff_onlyTomcatWrites() throws Exception {
    ORIGIN.serve("/broken.ts", Resource.segment(BODY).chunked());
    ORIGIN.fault("/broken.ts", OriginFault.SHORT_BODY);
    for (HostModeApp app : apps) {
      for (RawBody body : begun(app, "/broken.ts")) {
        assertThat(body.readAll()).hasSizeLessThan(BODY.length - FIRST_BYTES);
        assertThat(body.isComplete()).isFalse();
      }
      assertOnlyTomcatWrote(app);
    }
  }

  /** The bodies of viewers who have had the first bytes, when the rest begins to come. */
  private static List<RawBody> begun(HostModeApp app, String path) throws IOException {
    Gate gate = ORIGIN.gateBody(path, FIRST_BYTES);
    List<RawBody> bodies = new ArrayList<>();
    for (int i = 0; i < VIEWERS; i++) {
      RawHttp viewer = app.connect().get(app.target(path));
      RawBody body = viewer.bodyOf(viewer.readHead());
      assertThat(body.read(FIRST_BYTES)).hasSize(FIRST_BYTES);
      bodies.add(body);
    }
    gate.release();
    return bodies;
  }

  private static void assertOnlyTomcatWrote(HostModeApp app) throws IOException {
    byte[] report = app.get(WriterFilter.REPORT).body();
    assertThat(new String(report, StandardCharsets.US_ASCII))
        .as("by Tomcat, by others")
        .matches("[1-9]\\d* 0");
  }
}
