package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.testing.TlsFront.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import io.github.hlsprebuffer.testing.TlsFront;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application whose server itself speaks HTTPS: it is asked so over loopback, too. */
class HostModeTlsIT {
  private static final int SEGMENTS = 4;
  private static final byte[] BODY = Bodies.body(3, 100_000);

  @Test
  void play_byHttps_isFetchedAhead(@TempDir Path directory) throws Exception {
    Path keys = TlsFront.selfSigned(directory);
    Path trusted = trusting(keys, directory.resolve("trusted.p12"));
    try (ScriptedOrigin behind = ScriptedOrigin.start();
        TomcatBase tomcat =
            TomcatBase.plain("tls")
                .property("javax.net.ssl.trustStore", trusted.toString())
                .property("javax.net.ssl.trustStorePassword", PASSWORD)
                .tls(keys)
                .start()) {
      behind.serve("/index.m3u8", Resource.playlist(Playlists.vod(SEGMENTS)));
      for (int i = 0; i < SEGMENTS; i++) {
        behind.serve("/segment" + i + ".ts", Resource.segment(BODY));
      }
      tomcat.manager().deploy(war(behind.uri()));
      HostModeApp app = new HostModeApp(tomcat.manager().root("/tls"));
      Player player = new Player(client(trusted), tomcat.tlsRoot().resolve("/tls/relay/"));

      assertThat(player.get("index.m3u8").statusCode()).isEqualTo(200);
      assertThat(player.get("segment0.ts").body()).isEqualTo(BODY);
      app.awaitStatistic("segmentsPrebuffered", SEGMENTS - 1);
      app.awaitIdle();
      for (int i = 1; i < SEGMENTS; i++) {
        HttpResponse<byte[]> seen = player.get("segment" + i + ".ts");
        assertThat(seen.body()).isEqualTo(BODY);
        assertThat(seen.headers().firstValue("Cache-Status")).hasValue("hls-prebuffer; hit");
      }
    }
  }

  private static WebArchive war(URI behind) {
    return HostModeWar.named("tls")
        .prebuffer()
        .filter(CountingFilter.class)
        .servlet(RelayServlet.class, "/relay/*", "target", behind.toString())
        .build();
  }

  private record Player(HttpClient client, URI root) {
    HttpResponse<byte[]> get(String path) throws Exception {
      HttpRequest request = HttpRequest.newBuilder(root.resolve(path)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  /** A store that trusts the certificate of another: Tomcat wants one without keys. */
  private static Path trusting(Path keys, Path store) throws Exception {
    KeyStore own = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    String alias = own.aliases().nextElement();
    trusted.setCertificateEntry(alias, own.getCertificate(alias));
    try (OutputStream out = Files.newOutputStream(store)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return store;
  }

  private static HttpClient client(Path trusted) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(trusted.toFile(), PASSWORD.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
  }
}
