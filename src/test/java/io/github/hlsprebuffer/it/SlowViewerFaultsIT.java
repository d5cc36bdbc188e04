package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.RawBody;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.util.Arrays;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What viewers see of a body that breaks off while they are behind. */
@ExtendWith(ArquillianExtension.class)
class SlowViewerFaultsIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();

  /** Half of it is more than the kernel takes of a response that nobody reads. */
  private static final byte[] BODY = Bodies.body(1, 14 << 20);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "slow-viewer-faults.war")
        .with("parallelRanges", "1")
        .archive();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  /**
   * The container may have taken all there is, and queue it for the viewer: what it adds at the end
   * must not make it look whole.
   */
  @Test
  void get_bodyBreaksOffWhileItsViewerReadsNothing_viewerSeesThatItIsNotWhole() throws Exception {
    String path = "/behind.ts";
    ORIGIN.serve(path, Resource.segment(BODY).chunked());
    ORIGIN.fault(path, OriginFault.SHORT_BODY);
    Gateway gateway = Gateway.at(url);
    long failuresBefore = gateway.statistic("originFailures");
    try (RawHttp viewer = gateway.connect()) {
      RawBody body = viewer.get(gateway.target(path)).bodyOf(viewer.readHead());
      gateway.awaitStatistic("originFailures", failuresBefore + 1);

      byte[] seen = body.readAll();

      assertThat(body.ending()).isIn(RawBody.Ending.CLOSED_EARLY, RawBody.Ending.RESET);
      assertThat(seen).hasSizeLessThan(BODY.length);
      assertThat(Arrays.equals(seen, Arrays.copyOf(BODY, seen.length))).as("its bytes").isTrue();
    }
    gateway.awaitQuiet();
  }
}
