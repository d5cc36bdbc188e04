package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever playlists, redirects and hints name, the gateway asks its origin, and of that what lies
 * below the configured path. {@link #INNER} is a service that only this machine can reach.
 */
@ExtendWith(ArquillianExtension.class)
class ForbiddenTargetsIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ScriptedOrigin INNER = ScriptedOrigin.start();
  private static final byte[] BODY = Bodies.body(1, 1_000);

  @ArquillianResource
  @OperateOnDeployment("strict")
  private URL strictUrl;

  @ArquillianResource
  @OperateOnDeployment("open")
  private URL openUrl;

  /** Names an origin elsewhere, which leads back to this machine. */
  @Deployment(name = "strict", testable = false)
  static WebArchive strict() {
    return GatewayWar.to(ORIGIN.uri("/base"), "strict.war")
        .with("prebufferSegments", "100")
        .with("allowedOrigins", "http://localhost:" + INNER.uri().getPort())
        .archive();
  }

  @Deployment(name = "open", testable = false)
  static WebArchive open() {
    return GatewayWar.to(ORIGIN.uri("/base"), "open.war")
        .with("allowedOrigins", "http://localhost:" + INNER.uri().getPort())
        .with("allowPrivateAddresses", "true")
        .archive();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
    INNER.close();
  }

  /**
   * Ways to write where {@link #INNER} is, or something else that a gateway has no business with.
   */
  static List<String> targets() {
    String port = ":" + INNER.uri().getPort();
    String originPort = ":" + ORIGIN.uri().getPort();
    return Stream.of(
            "http://127.0.0.1",
            "http://127.1",
            "http://2130706433",
            "http://0177.0.0.1",
            "http://0x7f000001",
            "http://0x7f.0.0.1",
            "http://[::1]",
            "http://[::ffff:127.0.0.1]",
            "http://[::127.0.0.1]",
            "http://[::1%25lo]",
            "http://0",
            "http://0.0.0.0",
            "http://user@127.0.0.1",
            "http://127.0.0.1" + originPort + "@127.0.0.1",
            "http://127.0.0.1" + originPort + "#@127.0.0.1",
            "//127.0.0.1",
            "http:\\\\127.0.0.1",
            "\\\\127.0.0.1",
            "/\\127.0.0.1",
            "HTTP://127.0.0.1",
            "https://127.0.0.1",
            "ftp://127.0.0.1",
            "gopher://127.0.0.1",
            "ws://127.0.0.1")
        .map(authority -> authority + port + "/inner.ts")
        .collect(
            () ->
                new ArrayList<>(
                    List.of(
                        "http://169.254.169.254/latest/meta-data/iam",
                        "http://[fd00:ec2::254]/latest/meta-data",
                        "http://metadata.google.internal/computeMetadata/v1",
                        "file:///etc/passwd",
                        "jar:file:///a!/b",
                        "data:video/mp2t,x",
                        "http://127.0.0.1" + originPort + "/outside.ts",
                        "../outside.ts",
                        "../../outside.ts",
                        "%2e%2e/%2e%2e/outside.ts",
                        "..%2f..%2foutside.ts",
                        "..%5c..%5coutside.ts",
                        "%c0%ae%c0%ae/%c0%ae%c0%ae/outside.ts",
                        "%c0%ae%c0%ae%c0%af%c0%ae%c0%ae%c0%afoutside.ts",
                        "..;/..;/outside.ts",
                        "ok.ts%00/outside.ts")),
            List::add,
            List::addAll);
  }

  /** What the origin was asked since then beyond what the gateway stands for. */
  private static List<String> strayRequests(int since) {
    return ORIGIN.requests().stream()
        .skip(since)
        .map(RequestRecord::target)
        .filter(target -> !target.matches("/base/[\\w./]*"))
        .toList();
  }

  @Test
  void play_playlistThatNamesForbiddenTargets_onlyItsOwnSegmentsAreFetched() throws Exception {
    StringBuilder playlist = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:4\n");
    playlist.append("#EXTINF:4,\nfirst.ts\n");
    for (String target : targets()) {
      playlist
          .append("#EXT-X-KEY:METHOD=AES-128,URI=\"%s\"\n".formatted(target))
          .append("#EXT-X-MAP:URI=\"%s\"\n".formatted(target))
          .append("#EXTINF:4,\n%s\n".formatted(target));
    }
    playlist.append("#EXT-X-KEY:METHOD=NONE\n#EXTINF:4,\nlast.ts\n#EXT-X-ENDLIST\n");
    ORIGIN.serve("/base/named/a.m3u8", Resource.playlist(playlist.toString()));
    ORIGIN.serve("/base/named/first.ts", Resource.segment(BODY));
    ORIGIN.serve("/base/named/last.ts", Resource.segment(BODY));
    Gateway gateway = Gateway.at(strictUrl);
    long before = gateway.statistic("segmentsPrebuffered");
    int since = ORIGIN.requests().size();

    int connections = INNER.acceptedConnections();

    gateway.get("/named/a.m3u8");
    gateway.get("/named/first.ts");
    // The last of them: what could be asked for before it has been.
    gateway.awaitStatistic("segmentsPrebuffered", before + 1);
    gateway.awaitQuiet();

    assertThat(ORIGIN.count("/base/named/last.ts")).isEqualTo(1);
    assertThat(strayRequests(since)).isEmpty();
    assertThat(INNER.acceptedConnections()).isEqualTo(connections);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void get_segmentThatRedirectsThere_theViewerIsToldAndNobodyIsAsked(String target)
      throws Exception {
    String path = "/base/redirect" + Integer.toHexString(target.hashCode()) + ".ts";
    ORIGIN.serve(path, Resource.status(302).withHeader("Location", target));
    int connections = INNER.acceptedConnections();

    RawResponse seen = Gateway.at(strictUrl).get(path.substring("/base".length()));

    assertThat(INNER.acceptedConnections()).isEqualTo(connections);
    assertThat(seen.headers().first("Location").orElse(target)).isIn(target, behindUs(target));
    // Within the origin redirects are followed.
    assertThat(seen.status()).isEqualTo(staysAtTheOrigin(target) ? 404 : 302);
  }

  private static boolean staysAtTheOrigin(String target) {
    boolean relative =
        !target.contains(":") && !target.startsWith("\\") && !target.startsWith("//");
    boolean absolute = target.matches("http://127.0.0.1:" + ORIGIN.uri().getPort() + "[/#].*");
    return relative || absolute;
  }

  /** A browser would take backslashes for slashes, and go elsewhere. */
  private String behindUs(String target) {
    return URI.create(strictUrl.toString()).getPath() + "hls/" + target;
  }

  /** The name is allowed; where it leads, somebody else may decide. */
  @Test
  void get_redirectToAnAllowedNameOfAPrivateAddress_isNotConnectedTo() throws Exception {
    String location = "http://localhost:" + INNER.uri().getPort() + "/inner.ts";
    INNER.serve("/inner.ts", Resource.segment(BODY));
    ORIGIN.serve("/base/named.ts", Resource.segment(BODY));
    ORIGIN.redirectLocation("/base/named.ts", location);
    ORIGIN.fault("/base/named.ts", OriginFault.REDIRECT);
    int before = INNER.acceptedConnections();

    assertThat(Gateway.at(strictUrl).get("/named.ts").status()).isEqualTo(502);
    assertThat(INNER.acceptedConnections()).isEqualTo(before);
    Expectations.assertWhole(Gateway.at(openUrl).get("/named.ts"), BODY);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void get_hintsThatNameIt_areIgnored(String target) throws Exception {
    String folder = "/hint" + Integer.toHexString(target.hashCode());
    ORIGIN.serve(
        "/base" + folder + "/a.m3u8",
        Resource.playlist(
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n0.ts\n#EXTINF:4,\n1.ts\n"));
    ORIGIN.serve(
        "/base" + folder + "/0.ts",
        Resource.segment(BODY)
            .withHeader("Link", "<" + target + ">; rel=prefetch")
            .withHeader("CDN-Origin-Assist-Prefetch-Path", target)
            .withHeader("CMSD-Static", "nor=\"" + target.replace("\\", "\\\\") + "\""));
    ORIGIN.serve("/base" + folder + "/1.ts", Resource.segment(BODY));
    Gateway gateway = Gateway.at(strictUrl);
    long before = gateway.statistic("segmentsPrebuffered");
    int since = ORIGIN.requests().size();
    int connections = INNER.acceptedConnections();

    gateway.get(folder + "/a.m3u8");
    String quoted = target.replace("%", "%25").replace("\\", "%5C%5C").replace("/", "%2F");
    gateway.get(folder + "/0.ts", "CMCD-Request: nor=\"" + quoted + "\"");
    gateway.awaitStatistic("segmentsPrebuffered", before + 1);
    gateway.awaitQuiet();

    assertThat(strayRequests(since)).isEmpty();
    assertThat(INNER.acceptedConnections()).isEqualTo(connections);
  }
}
