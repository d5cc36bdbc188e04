package io.github.hlsprebuffer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The two server.xml of tomcat-config: for caches of each application, and for a shared one. */
final class TomcatConfigTest {
  private static final Path CONFIG = Path.of("tomcat-config");
  private static final Pattern SHARED_CACHE =
      Pattern.compile(
          "\n    <!-- One cache(?<comment>.*?)-->\n    <Resource name=\"hlsprebuffer/engine\".*?/>\n",
          Pattern.DOTALL);

  @Test
  void serverXml_withASharedCache_differsInThatOnly() throws IOException {
    String shared = Files.readString(CONFIG.resolve("shared/conf/server.xml"));
    assertThat(SHARED_CACHE.matcher(shared).replaceFirst(""))
        .isEqualTo(Files.readString(CONFIG.resolve("conf/server.xml")));
  }

  @Test
  void serverXml_withASharedCache_namesEachOfItsSettings() throws IOException {
    Matcher cache =
        SHARED_CACHE.matcher(Files.readString(CONFIG.resolve("shared/conf/server.xml")));
    assertThat(cache.find()).isTrue();
    assertThat(cache.group("comment"))
        .contains(Setting.ofEngine().stream().map(Setting::settingName).toList());
  }
}
