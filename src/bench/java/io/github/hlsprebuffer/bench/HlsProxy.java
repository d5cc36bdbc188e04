package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HLS-Proxy with its prefetch, from the directory that {@code npm install --prefix} filled. */
final class HlsProxy implements CacheKind {
  private static final Pattern VERSION = Pattern.compile("\"version\":\\s*\"([^\"]+)\"");

  private final Path installed;

  HlsProxy(String directory) {
    this.installed = Path.of(directory, "node_modules/@warren-bank/hls-proxy").toAbsolutePath();
  }

  @Override
  public String name() {
    return "HLS-Proxy";
  }

  @Override
  public String program() {
    return "node";
  }

  @Override
  public boolean isInstalled() {
    return Programs.find(program()).isPresent() && Files.isReadable(main());
  }

  @Override
  public String version() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(installed.resolve("package.json")));
    return version.find() ? version.group(1) : "unknown";
  }

  /** The whole URL in Base64, and the extension once more. */
  @Override
  public String target(int originPort, String path) {
    String url = "http://127.0.0.1:" + originPort + path;
    String encoded = Base64.getEncoder().encodeToString(url.getBytes(StandardCharsets.UTF_8));
    return "/"
        + URLEncoder.encode(encoded, StandardCharsets.UTF_8)
        + path.substring(path.lastIndexOf('.'));
  }

  @Override
  public Launch prepare(Path directory, int port, int originPort) throws IOException {
    String number = Integer.toString(port);
    return new Launch(
        Programs.require(program()),
        main().toString(),
        "--host",
        "127.0.0.1:" + number,
        "--port",
        number,
        "--acl-ip",
        "127.0.0.1,::ffff:127.0.0.1",
        "--prefetch");
  }

  private Path main() {
    return installed.resolve("hls-proxy/bin/hlsd.js");
  }
}
