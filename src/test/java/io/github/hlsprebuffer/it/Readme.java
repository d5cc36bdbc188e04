package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the README, and what it leads to, has users do. */
final class Readme {
  private Readme() {}

  /** The block of code between the comments of this name. */
  static String block(String name) throws IOException {
    return block(Path.of("README.md"), name);
  }

  /** The same of another document. */
  static String block(Path document, String name) throws IOException {
    String text = Files.readString(document);
    String start = "<!-- " + name + " -->\n";
    String end = "```\n<!-- /" + name + " -->";
    assertThat(text).contains(start, end);
    String fenced = text.substring(text.indexOf(start) + start.length(), text.indexOf(end));
    return fenced.substring(fenced.indexOf('\n') + 1);
  }
}
