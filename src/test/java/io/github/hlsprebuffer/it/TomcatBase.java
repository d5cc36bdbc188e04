package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.testing.TlsFront;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Tomcat set up as an operator does it, from the Tomcat under test and the files of {@code
 * tomcat-config}, with a base and a process of its own. Begun and ended by Tomcat's own scripts.
 */
final class TomcatBase implements AutoCloseable {
  private static final Path CONFIG = Path.of("tomcat-config").toAbsolutePath();
  private static final Path HOME = Path.of(GatewayWar.property("tomcat.home")).toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path base;
  private final int port = freePort();
  private final int jmxPort = freePort();
  private final int tlsPort = freePort();
  private final List<String> properties = new ArrayList<>();
  private @Nullable Process process;

  private TomcatBase(Path base) {
    this.base = base;
  }

  /** A base with the connector, where each application has a cache of its own. */
  static TomcatBase plain(String name) throws IOException {
    TomcatBase tomcat =
        new TomcatBase(HOME.resolveSibling("bases-" + HOME.getFileName()).resolve(name));
    delete(tomcat.base);
    for (String directory : List.of("bin", "conf", "lib", "logs", "temp", "webapps", "work")) {
      Files.createDirectories(tomcat.base.resolve(directory));
    }
    for (String file : List.of("catalina.properties", "logging.properties", "web.xml")) {
      Files.copy(HOME.resolve("conf").resolve(file), tomcat.base.resolve("conf").resolve(file));
    }
    copy(CONFIG.resolve("conf"), tomcat.base.resolve("conf"));
    copy(CONFIG.resolve("bin"), tomcat.base.resolve("bin"));
    copy(Path.of("src/test/tomcat/conf"), tomcat.base.resolve("conf"));
    tomcat.context(
        "manager", "<Context privileged=\"true\" docBase=\"${catalina.home}/webapps/manager\"/>");
    return tomcat;
  }

  /** A base whose applications share one cache: the steps of tomcat-config/README.md. */
  static TomcatBase sharing(String name) throws IOException {
    TomcatBase tomcat = plain(name);
    copy(CONFIG.resolve("shared"), tomcat.base);
    return tomcat.lib("it.tomcat.jar");
  }

  /** Puts the jar that a system property names into lib. */
  TomcatBase lib(String jarProperty) throws IOException {
    Path jar = Path.of(GatewayWar.property(jarProperty));
    Files.copy(jar, base.resolve("lib").resolve(jar.getFileName()));
    return this;
  }

  /** Puts jars into lib. */
  TomcatBase lib(File... jars) throws IOException {
    for (File jar : jars) {
      Files.copy(jar.toPath(), base.resolve("lib").resolve(jar.getName()));
    }
    return this;
  }

  /** Changes a file of conf; what is to be changed must be there. */
  TomcatBase edit(String file, String from, String to) throws IOException {
    Path path = base.resolve("conf").resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
    return this;
  }

  /** An application that is there from the start: {@code conf/Catalina/localhost/NAME.xml}. */
  TomcatBase context(String name, String xml) throws IOException {
    Path directory = Files.createDirectories(base.resolve("conf/Catalina/localhost"));
    Files.writeString(directory.resolve(name + ".xml"), xml);
    return this;
  }

  /** The ready gateway, as it is built, in front of an origin. */
  TomcatBase gateway(String name, URI origin) throws IOException {
    return context(name, gatewayContext(origin));
  }

  static String gatewayContext(URI origin) {
    return """
        <Context docBase="%s">
          <Parameter name="hlsprebuffer.origin" value="%s" override="false"/>
        </Context>
        """
        .formatted(GatewayWar.property("it.war"), origin);
  }

  /** A context file that lies outside of Tomcat. */
  Path contextFile(String name, String xml) throws IOException {
    return Files.writeString(base.resolve("temp").resolve(name + ".xml"), xml);
  }

  TomcatBase start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", HOME.resolve("bin/catalina.sh").toString(), "run")
            .redirectErrorStream(true)
            .redirectOutput(base.resolve("logs/console.out").toFile());
    Map<String, String> environment = builder.environment();
    environment.put("CATALINA_HOME", HOME.toString());
    environment.put("CATALINA_BASE", base.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("CATALINA_OPTS", options());
    process = builder.start();
    boolean started = false;
    try {
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(this::hasStarted);
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
    return this;
  }

  /** A second connector, which speaks TLS with the key of this store. */
  TomcatBase tls(Path keyStore) throws IOException {
    String connector =
        """
        <Connector port="%d" address="127.0.0.1" SSLEnabled="true" scheme="https" secure="true">
          <SSLHostConfig>
            <Certificate certificateKeystoreFile="%s" certificateKeystorePassword="%s"/>
          </SSLHostConfig>
        </Connector>
        """
            .formatted(tlsPort, keyStore, TlsFront.PASSWORD);
    return edit("server.xml", "<Engine ", connector + "<Engine ");
  }

  URI tlsRoot() {
    return URI.create("https://127.0.0.1:" + tlsPort + "/");
  }

  /** A setting for the whole JVM, as a system property. */
  TomcatBase setting(String name, String value) {
    return property("hlsprebuffer." + name, value);
  }

  /** A system property. */
  TomcatBase property(String name, String value) {
    properties.add("-D" + name + "=" + value);
    return this;
  }

  private String options() {
    return String.join(
        " ",
        String.join(" ", properties),
        "-Xmx512m",
        "-Dhttp.port=" + port,
        "-Dhttp.address=127.0.0.1",
        "-Djava.rmi.server.hostname=127.0.0.1",
        "-Dcom.sun.management.jmxremote.host=127.0.0.1",
        "-Dcom.sun.management.jmxremote.port=" + jmxPort,
        "-Dcom.sun.management.jmxremote.rmi.port=" + jmxPort,
        "-Dcom.sun.management.jmxremote.authenticate=false",
        "-Dcom.sun.management.jmxremote.ssl=false");
  }

  private boolean hasStarted() {
    if (process == null || !process.isAlive()) {
      throw new AssertionError("Tomcat has ended: " + log());
    }
    return log().contains("Server startup in");
  }

  TomcatManager manager() {
    return new TomcatManager(port);
  }

  TomcatJvm jvm() throws IOException {
    return TomcatJvm.connect(jmxPort);
  }

  Gateway gateway(String name) {
    return new Gateway(manager().root("/" + name));
  }

  /** All that Tomcat has logged so far. */
  String log() {
    try (Stream<Path> files = Files.list(base.resolve("logs"))) {
      StringBuilder log = new StringBuilder();
      for (Path file : files.sorted().toList()) {
        log.append(Files.readString(file));
      }
      return log.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the log has this text: Tomcat writes it on a thread of its own. */
  void awaitLog(String... texts) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(log()).contains(texts));
  }

  /** Ends it as an operator does, and waits for that. */
  void stop() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroy();
      assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("has ended").isTrue();
      process = null;
    }
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (FileSystemException e) {
        throw new IOException("Does another Tomcat run in " + directory + "?", e);
      }
    }
  }
}
