package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A Tomcat as it is downloaded, but for its port, to be started as a process of its own.
 *
 * @param home its folder
 * @param port where it will listen, on the loopback address
 */
record BareTomcat(Path home, int port) {
  private static final String DEFAULT_PORT = "\"8080\"";

  /** Unpacks the distribution of the version under test. */
  static BareTomcat unpack(Path directory) throws IOException {
    try (InputStream file = Files.newInputStream(Path.of(GatewayWar.property("tomcat.zip")));
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = directory.resolve(entry.getName()).normalize();
        assertThat(target).startsWithRaw(directory);
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
    BareTomcat tomcat =
        new BareTomcat(
            directory.resolve("apache-tomcat-" + GatewayWar.property("tomcat.version")),
            freePort());
    tomcat.editServerXml(
        DEFAULT_PORT, "\"%d\" address=\"127.0.0.1\"".formatted(tomcat.port), "\"8005\"", "\"-1\"");
    return tomcat;
  }

  /** Replaces texts of {@code server.xml}, given as the old ones and the new ones in turn. */
  BareTomcat editServerXml(String... oldAndNew) throws IOException {
    Path file = home.resolve("conf/server.xml");
    String text = Files.readString(file);
    for (int i = 0; i < oldAndNew.length; i += 2) {
      assertThat(text).contains(oldAndNew[i]);
      text = text.replace(oldAndNew[i], oldAndNew[i + 1]);
    }
    Files.writeString(file, text);
    return this;
  }

  /** Runs a command of the shell that starts it, and waits until it has started. */
  JavaProcess start(String script) throws IOException {
    JavaProcess process =
        JavaProcess.start(
            home.resolve("output.log"),
            Map.of("CATALINA_HOME", home.toString(), "JAVA_HOME", System.getProperty("java.home")),
            List.of("sh", "-e", "-c", script));
    process.awaitPrinted("Server startup in");
    return process;
  }

  /** Puts an application where Tomcat finds it when it starts. */
  BareTomcat with(Path war, String name) throws IOException {
    Files.copy(war, home.resolve("webapps").resolve(name));
    return this;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
