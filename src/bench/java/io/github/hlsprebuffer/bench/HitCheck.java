package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;

/** Fills a cache, and proves that it serves the origin's bytes without asking the origin. */
final class HitCheck {
  /** Some caches store a response only a moment after they have sent it. */
  private static final int PASSES = 10;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BenchOrigin origin;

  HitCheck(BenchOrigin origin) {
    this.origin = origin;
  }

  /** Asks for everything until one pass leaves the origin alone. */
  void fill(RunningServer server) throws IOException, InterruptedException {
    for (int pass = 0; pass < PASSES; pass++) {
      long before = origin.requests();
      for (Map.Entry<String, byte[]> object : origin.bodies().entrySet()) {
        compare(server, object.getKey(), object.getValue());
      }
      if (origin.requests() == before) {
        return;
      }
    }
    throw new IOException(server.kind().name() + " keeps asking the origin");
  }

  private void compare(RunningServer server, String path, byte[] expected)
      throws IOException, InterruptedException {
    URI uri = URI.create(server.url() + server.kind().pathPrefix() + path);
    HttpResponse<byte[]> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200 || !Arrays.equals(response.body(), expected)) {
      throw new IOException(server.kind().name() + " answers wrongly: " + response);
    }
  }
}
