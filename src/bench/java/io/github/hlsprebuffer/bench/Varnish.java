package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Varnish with its packaged defaults and room in memory for all objects. */
final class Varnish implements CacheKind {
  /** The path alone tells objects apart. */
  private static final String HASH_WITHOUT_QUERY =
      """
      sub vcl_hash {
        hash_data(regsub(req.url, "\\?.*", ""));
        return (lookup);
      }
      """;

  private final String rules;

  Varnish() {
    this(/* ignoresQuery= */ false);
  }

  Varnish(boolean ignoresQuery) {
    this.rules = ignoresQuery ? HASH_WITHOUT_QUERY : "";
  }

  @Override
  public String name() {
    return "Varnish";
  }

  @Override
  public String program() {
    return "varnishd";
  }

  @Override
  public String version() throws IOException {
    return Programs.version(program(), "-V");
  }

  @Override
  public Launch prepare(Path directory, int port, int originPort) throws IOException {
    Path file = directory.resolve("default.vcl");
    Files.writeString(
        file,
        """
        vcl 4.1;
        backend default {
          .host = "127.0.0.1";
          .port = "%d";
        }
        """
                .formatted(originPort)
            + rules);
    return new Launch(
        Programs.require(program()),
        "-F",
        "-j",
        "none",
        "-n",
        directory.resolve("state").toString(),
        "-a",
        "127.0.0.1:" + port,
        "-f",
        file.toString(),
        "-s",
        "malloc,256m");
  }
}
