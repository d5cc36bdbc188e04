package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** A viewer who asks for one object again and again, a little apart, until he is stopped. */
final class FastViewer implements Callable<List<Double>> {
  private static final long PAUSE_MILLIS = 20;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI uri;
  private final byte[] expected;
  private volatile boolean stopped;

  FastViewer(RunningServer server, String path, byte[] expected) {
    this.uri = URI.create(server.url() + server.kind().pathPrefix() + path);
    this.expected = expected;
  }

  /** Milliseconds from each request to the last byte of its response, in ascending order. */
  @Override
  public List<Double> call() throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    while (!stopped) {
      long start = System.nanoTime();
      HttpResponse<byte[]> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
      millis.add((System.nanoTime() - start) / 1e6);
      if (response.statusCode() != 200 || !Arrays.equals(response.body(), expected)) {
        throw new IOException("Answered wrongly: " + response);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    millis.sort(null);
    return millis;
  }

  void stop() {
    stopped = true;
  }
}
