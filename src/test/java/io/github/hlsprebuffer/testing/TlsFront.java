package io.github.hlsprebuffer.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Speaks TLS on the loopback address and passes what is in it to an origin. Thread-safe. */
public final class TlsFront implements AutoCloseable {
  /** That of the stores. */
  public static final String PASSWORD = "password";

  private final URI origin;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool(TlsFront::daemon);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TlsFront(URI origin, ServerSocket listener) {
    this.origin = origin;
    this.listener = listener;
  }

  /** Makes a key and a certificate that it has signed itself, which also serves as trust store. */
  public static Path selfSigned(Path directory) throws IOException, InterruptedException {
    Path store = directory.resolve("origin.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "origin",
                "-keyalg",
                "EC",
                "-dname",
                "CN=origin",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || !Files.exists(store)) {
      throw new IOException("keytool made no key store");
    }
    return store;
  }

  /** Starts a front with the key of such a store. */
  public static TlsFront start(URI origin, Path keyStore)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    TlsFront front =
        new TlsFront(
            origin,
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    front.threads.execute(front::acceptAll);
    return front;
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("https://127.0.0.1:" + listener.getLocalPort());
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket outer = listener.accept();
        Socket inner = new Socket(InetAddress.getLoopbackAddress(), origin.getPort());
        open.add(outer);
        open.add(inner);
        threads.execute(() -> pass(outer, inner));
        threads.execute(() -> pass(inner, outer));
      } catch (IOException e) {
        // Closed, or a client that has gone before it was accepted.
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Either side may break off; the other one then does, too.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "tls-front");
    thread.setDaemon(true);
    return thread;
  }
}
