package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README shows of code is what is tested. */
final class ReadmeTest {
  private static final String START = "  // README\n";
  private static final String END = "\n  // /README\n";

  @Test
  void snippetForSpringBoot_isThatOfTheExample() throws IOException {
    String source =
        Files.readString(Path.of("src/spring-boot/java/example/StreamApplication.java"));
    assertThat(source).contains(START, END);
    String snippet = source.substring(source.indexOf(START) + START.length(), source.indexOf(END));
    assertThat(Readme.block("spring-boot").strip())
        .isEqualTo(snippet.stripTrailing().stripIndent());
  }
}
