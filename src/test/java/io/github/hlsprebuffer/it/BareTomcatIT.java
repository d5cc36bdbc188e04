package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README has a user do who has a Tomcat and a stream, done to the letter. */
class BareTomcatIT {
  private static final HostModeStream DEMO = HostModeStream.demo();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void readme_followedOnABareTomcat_plays() throws Exception {
    BareTomcat tomcat = BareTomcat.unpack(directory);
    try (JavaProcess process = tomcat.start(Readme.block("bare-tomcat"))) {
      assertPlaysFromMemory(tomcat.uri("/media/"));
      assertThat(process.printed()).doesNotContain("SLF4J", "SEVERE", "No SLF4J providers");
    }
  }

  /** With Tomcat's own application in the place of ours, as it is unpacked. */
  @Test
  void tomcatConfig_followedOnABareTomcat_isAGatewayAtItsRoot() throws Exception {
    BareTomcat tomcat = BareTomcat.unpack(directory);
    byte[] body = Bodies.body(1, 100_000);
    try (ScriptedOrigin origin = ScriptedOrigin.start()) {
      origin.serve("/live/a.ts", Resource.segment(body));
      String options =
          "'-Dhttp.port=%d -Dhttp.address=127.0.0.1 -Dhlsprebuffer.origin=%s'"
              .formatted(tomcat.port(), origin.uri());
      String placeholder = "-Dhlsprebuffer.origin=http://origin.example:8081";
      String block = Readme.block(Path.of("tomcat-config/README.md"), "gateway");
      assertThat(block).contains(placeholder);
      try (JavaProcess process = tomcat.start(block.replace(placeholder, options))) {
        for (String status : List.of(Gateway.MISS, Gateway.HIT)) {
          RawResponse response = RawHttp.fetch(tomcat.uri("/hls/live/a.ts"));
          Expectations.assertWhole(response, body);
          assertThat(Gateway.cacheStatus(response)).isEqualTo(status);
          await()
              .until(() -> JSON.readTree(statistics(tomcat)).get("storedResources").asInt() == 1);
        }
        assertThat(process.printed().lines().filter(line -> !isOfTheMachine(line)))
            .noneMatch(line -> line.contains("SEVERE") || line.contains("WARNING"));
      }
    }
  }

  /**
   * From JDK 24 on the JVM itself warns of what Ehcache calls, in lines that begin so; Ehcache of a
   * machine that takes seconds for off-heap memory.
   */
  private static boolean isOfTheMachine(String line) {
    return line.startsWith("WARNING: ") || line.contains("Off heap memory allocation is too slow");
  }

  private static byte[] statistics(BareTomcat tomcat) throws IOException {
    return RawHttp.fetch(tomcat.uri("/statistics")).body();
  }

  /** Neither its descriptor nor its libraries: all comes from the server's configuration. */
  @Test
  void context_ofTheServersConfiguration_applicationIsNotTouched() throws Exception {
    BareTomcat tomcat = BareTomcat.unpack(directory);
    Path application = tomcat.home().resolve("webapps/media");
    copy(DEMO.directory(), application);
    copy(Path.of("target/lib"), tomcat.home().resolve("lib"));
    copy(Path.of("target/webapp-example-lib"), tomcat.home().resolve("lib"), "slf4j-jdk14");
    Path jar = Path.of(GatewayWar.property("it.jar"));
    Files.copy(jar, tomcat.home().resolve("lib").resolve(jar.getFileName()));
    Path descriptor = tomcat.home().resolve("conf/Catalina/localhost/media.xml");
    Files.createDirectories(descriptor.getParent());
    Files.writeString(descriptor, Readme.block("context-xml"));
    copy(DEMO.directory(), tomcat.home().resolve("webapps/other"));
    try (JavaProcess process =
        tomcat.start(
            "CATALINA_OPTS=-Dhlsprebuffer.offHeapSize=16MB sh $CATALINA_HOME/bin/catalina.sh"
                + " run")) {
      assertPlaysFromMemory(tomcat.uri("/media/"));
      for (int round = 0; round < 2; round++) {
        RawResponse other = RawHttp.fetch(tomcat.uri("/other/high/segment-000.ts"));
        Expectations.assertWhole(other, DEMO.bytes("high/segment-000.ts"));
        assertThat(other.headers().contains("Cache-Status")).isFalse();
      }
      assertThat(process.printed()).doesNotContain("SEVERE");
    }
  }

  private static void assertPlaysFromMemory(URI base) throws IOException {
    assertThat(RawHttp.fetch(base.resolve("index.m3u8")).status()).isEqualTo(200);
    String rendition = DEMO.renditions().get(0);
    assertThat(RawHttp.fetch(base.resolve(rendition)).status()).isEqualTo(200);
    List<String> segments = DEMO.references(rendition);
    for (int i = 0; i < 3; i++) {
      RawResponse response = RawHttp.fetch(base.resolve(segments.get(i)));
      Expectations.assertWhole(response, DEMO.bytes(segments.get(i)));
      // The second may still be on its way: then it is joined, and here as well it was fetched
      // ahead.
      assertThat(Gateway.cacheStatus(response))
          .isIn(i == 0 ? List.of(Gateway.MISS) : List.of(Gateway.HIT, Gateway.COLLAPSED));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    copy(from, to, "");
  }

  /** Copies a folder's files whose names begin so. */
  private static void copy(Path from, Path to, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().startsWith(prefix)) {
          Path target = to.resolve(from.relativize(file));
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
  }
}
