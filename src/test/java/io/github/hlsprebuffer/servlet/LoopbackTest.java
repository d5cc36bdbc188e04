package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoopbackTest {
  private static HttpServletRequest over(String address, boolean tls) {
    return RequestStub.of("", "/a.ts").over(address, tls).request();
  }

  /** All these requests are for https: of a connection without TLS only a proxy can say that. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, true, https://192.0.2.1:8000",
    "192.0.2.1, false, http://192.0.2.1:8000",
    "::1, false, http://[::1]:8000",
    "fe80::1%eth0, true, https://[fe80::1]:8000"
  })
  void base_notConfigured_isThatOfTheConnection(String address, boolean tls, String base) {
    assertThat(new Loopback(/* configured= */ null).base(over(address, tls))).isEqualTo(base);
  }

  @Test
  void base_configured_isThat() {
    Loopback loopback = new Loopback(URI.create("https://video.example"));
    assertThat(loopback.base(over("192.0.2.1", false))).isEqualTo("https://video.example");
  }

  @Test
  void base_learnt_staysForOtherConnections() {
    Loopback loopback = new Loopback(/* configured= */ null);
    String first = loopback.base(over("192.0.2.1", false));
    assertThat(loopback.base(over("192.0.2.2", true))).isEqualTo(first);
  }
}
