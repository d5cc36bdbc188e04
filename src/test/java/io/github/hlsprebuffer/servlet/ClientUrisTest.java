package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientUrisTest {
  private static final ClientUris HLS = new ClientUris("http://host:8080", "/app/hls");
  private static final ClientUris ROOT = new ClientUris("http://host", "");

  @ParameterizedTest
  @CsvSource({
    "http://host:8080/app/hls/a/b.m3u8, /a/b.m3u8",
    "http://host:8080/app/hls/, /",
    "http://host:8080/app/hls/a?x=1&y, /a?x=1&y",
    "http://host:8080/app/hls/a#f, /a",
    "HTTP://HOST:8080/app/hls/a, /a",
    "https://host:8080/app/hls/a, /a",
    "http://host:8080/app/hls/a?x=../.., /a?x=../..",
    "http://host:8080/app/hls/a;v=1/b, /a;v=1/b",
    "http://host:8080/app/hls//a, //a"
  })
  void within_uriBelowThePrefix_isWhatFollows(String uri, String expected) {
    assertThat(HLS.within(uri)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://host:8080/app/hls",
        "http://host:8080/app/hls2/a",
        "http://host:8080/app/other/a",
        "http://host:8080/APP/hls/a",
        "http://host:8080/",
        "http://host:8080",
        "http://host/app/hls/a",
        "http://host:80801/app/hls/a",
        "ftp://host:8080/app/hls/a",
        "http://evil/app/hls/a",
        "http://host:8080@evil/app/hls/a",
        "http://host:8080.evil/app/hls/a",
        "http://evil/http://host:8080/app/hls/a",
        "//host:8080/app/hls/a",
        "/app/hls/a",
        "",
        "http://host:8080/app/hls/../secret",
        "http://host:8080/app/hls/%2e%2e/secret",
        "http://host:8080/app/hls/..;/secret",
        "http://host:8080/app/hls/a%2f..%2fb",
        "http://host:8080/app/hls/..\\secret"
      })
  void within_anythingElse_isNull(String uri) {
    assertThat(HLS.within(uri)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http://host/a.ts, /a.ts",
    "http://host/, /",
    "http://host, none",
    "http://host:81/a.ts, none",
    "http://host@evil/a.ts, none",
    "http://hosts/a.ts, none",
    "http://host?/a.ts, none"
  })
  void within_emptyPrefix_isTheWholeServer(String uri, String expected) {
    assertThat(String.valueOf(ROOT.within(uri)).replace("null", "none")).isEqualTo(expected);
  }

  /** RFC 3986 §6.2.3. TLS may end in front of this server, so that the schemes differ. */
  @ParameterizedTest
  @CsvSource({
    "http://host, http://host:80/a",
    "http://host:80, http://host/a",
    "http://host, https://host:443/a",
    "https://host, https://host:443/a",
    "https://host:443, https://host/a",
    "https://host, http://host:80/a",
    "http://host:443, https://host:443/a",
    "http://[::1], http://[::1]:80/a"
  })
  void within_defaultPortIsSaidOrNot_isTheSameServer(String origin, String uri) {
    assertThat(new ClientUris(origin, "").within(uri)).isEqualTo("/a");
  }

  @ParameterizedTest
  @CsvSource({
    "http://host, http://host:443/a",
    "http://host, https://host:80/a",
    "http://host, http://host:8080/a",
    "http://host, http://host:080/a",
    "http://host, http://host:80:80/a",
    "http://host:80, https://host:443:443/a",
    "http://host, http://:80/a",
    "http://host, http:///a",
    "http://[::80], http://[:/a"
  })
  void within_anotherPort_isAnotherServer(String origin, String uri) {
    assertThat(new ClientUris(origin, "").within(uri)).isNull();
  }

  @Test
  void of_hostField_isHowTheViewerCallsTheServer() {
    RequestStub stub = RequestStub.of("/app", "/app/hls/a.m3u8").with("Host", "tv.example:8443");
    ClientUris uris = ClientUris.of(stub.request(), "/app/hls");

    assertThat(uris).isEqualTo(new ClientUris("https://tv.example:8443", "/app/hls"));
    assertThat(uris.requested(stub.request())).isEqualTo("https://tv.example:8443/app/hls/a.m3u8");
    assertThat(uris.requested(stub.withQuery("t=1").request()))
        .isEqualTo("https://tv.example:8443/app/hls/a.m3u8?t=1");
  }

  /** HTTP/1.0. */
  @Test
  void of_noHostField_isTheServersOwnName() {
    assertThat(ClientUris.of(RequestStub.of("", "/a").request(), "").origin())
        .isEqualTo("https://server.example");
  }

  /** RFC 9112 §3.2. */
  @Test
  void hasFragment_inPathOrQuery_isSeen() {
    RequestStub stub = RequestStub.of("", "/a.ts");
    assertThat(ClientUris.hasFragment(stub.request())).isFalse();
    assertThat(ClientUris.hasFragment(stub.withQuery("b=%23").request())).isFalse();
    assertThat(ClientUris.hasFragment(stub.withQuery("b=#").request())).isTrue();
    assertThat(ClientUris.hasFragment(RequestStub.of("", "/a.ts#.m3u8").request())).isTrue();
  }
}
