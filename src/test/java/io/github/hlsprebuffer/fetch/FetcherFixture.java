package io.github.hlsprebuffer.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A fetcher on real sockets and the origin that it fetches from. */
final class FetcherFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final WatchedThreads threads = new WatchedThreads();
  final ScriptedOrigin origin = ScriptedOrigin.start();
  final HttpClientFetcher fetcher;
  private final List<RecordingListener> listeners = new ArrayList<>();

  FetcherFixture() {
    this(PATIENCE);
  }

  /** A fetcher that bears silence for so long. */
  FetcherFixture(Duration responseTimeout) {
    this(responseTimeout, responseTimeout);
  }

  FetcherFixture(Duration responseTimeout, Duration blockingTimeout) {
    this(responseTimeout, blockingTimeout, new AddressGuard(/* allowsPrivate= */ false));
  }

  FetcherFixture(Duration responseTimeout, Duration blockingTimeout, AddressGuard guard) {
    fetcher = new HttpClientFetcher(PATIENCE, responseTimeout, blockingTimeout, guard, threads);
  }

  static FetchRequest get(URI uri) {
    return new FetchRequest("GET", uri, null, HttpFields.EMPTY);
  }

  /** Fetches a path of the origin, granting everything. */
  RecordingListener fetch(String path) {
    return fetch(get(origin.uri(path)));
  }

  RecordingListener fetch(FetchRequest request) {
    RecordingListener listener = RecordingListener.eager();
    fetch(request, listener);
    return listener;
  }

  Fetch fetch(FetchRequest request, RecordingListener listener) {
    listeners.add(listener);
    return fetcher.fetch(request, listener);
  }

  /** Closes both; fails if a listener's contract was broken or a thread of the fetcher remains. */
  @Override
  public void close() {
    fetcher.close();
    origin.close();
    for (RecordingListener listener : listeners) {
      assertThat(listener.violations()).isEmpty();
    }
    await()
        .pollDelay(Duration.ZERO)
        .until(() -> threads.made().stream().noneMatch(Thread::isAlive));
  }
}
