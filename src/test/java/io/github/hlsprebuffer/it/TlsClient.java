package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.testing.TlsFront.PASSWORD;

import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Clients that trust a server that has signed its certificate itself. */
final class TlsClient {
  private TlsClient() {}

  /**
   * A store that trusts the certificate of another, beside that one: a trust store of Tomcat's has
   * no keys.
   */
  static Path trusting(Path keys) throws Exception {
    KeyStore own = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    String alias = own.aliases().nextElement();
    trusted.setCertificateEntry(alias, own.getCertificate(alias));
    Path store = keys.resolveSibling("trusted.p12");
    try (OutputStream out = Files.newOutputStream(store)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return store;
  }

  /** A client that trusts whom that store trusts. */
  static HttpClient of(Path trusted, HttpClient.Version version) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(trusted.toFile(), PASSWORD.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).version(version).build();
  }
}
