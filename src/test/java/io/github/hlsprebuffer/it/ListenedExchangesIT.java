package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.ListeningFilter;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Viewers wait without a thread while a filter in front listens to how their exchanges go. */
@ExtendWith(ArquillianExtension.class)
class ListenedExchangesIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final byte[] SMALL = Bodies.body(1, 1_000);
  private static final byte[] LARGE = Bodies.body(2, 300_000);

  /** Longer than it takes to let the thread go. */
  private static final Duration LATENCY = Duration.ofMillis(300);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return HostModeWar.named("listened")
        .parameter("hlsprebuffer.origin", ORIGIN.uri().toString())
        .filter(ListeningFilter.class, "REQUEST")
        .prebuffer("REQUEST", "ASYNC")
        .build();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410, 500})
  void get_errorThatWasWaitedFor_hasItsStatus(int status) throws Exception {
    String path = "/refused-" + status + ".ts";
    ORIGIN.serve(path, Resource.text("no", "text/plain").withStatus(status).withLatency(LATENCY));

    RawResponse response = HostModeApp.at(url).get(path);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isEqualTo("no");
  }

  @Test
  void get_partThatWasWaitedFor_isOne() throws Exception {
    ORIGIN.serve("/part.ts", Resource.segment(LARGE).withLatency(LATENCY));

    RawResponse response = HostModeApp.at(url).get("/part.ts", "Range: bytes=100000-299999");

    assertThat(response.status()).isEqualTo(206);
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(LARGE, 100_000, 300_000));
  }

  @Test
  void get_unchangedAfterAWait_isNotModified() throws Exception {
    ORIGIN.serve("/same.ts", Resource.segment(SMALL).withEtag("\"a\"").withLatency(LATENCY));

    RawResponse response = HostModeApp.at(url).get("/same.ts", "If-None-Match: \"a\"");

    assertThat(response.status()).isEqualTo(304);
  }
}
