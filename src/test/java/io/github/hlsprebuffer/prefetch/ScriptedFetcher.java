package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.SegmentFetcher;
import java.util.ArrayList;
import java.util.List;

/** Keeps requests until a test answers them. Confined to one thread. */
final class ScriptedFetcher implements SegmentFetcher {
  private final List<ScriptedFetch> fetches = new ArrayList<>();
  private boolean confirmsCancels = true;

  /** From now on a cancelled fetch ends only when the test says so. */
  void holdCancels() {
    confirmsCancels = false;
  }

  @Override
  public Fetch fetch(FetchRequest request, FetchListener listener) {
    ScriptedFetch fetch = new ScriptedFetch(request, listener, confirmsCancels);
    fetches.add(fetch);
    return fetch;
  }

  /** All requests so far. */
  List<ScriptedFetch> all() {
    return List.copyOf(fetches);
  }

  /** Requests that have not ended. */
  List<ScriptedFetch> underWay() {
    return fetches.stream().filter(fetch -> !fetch.isOver()).toList();
  }

  /** Names of the requests that have not ended, in the order in which they were sent. */
  List<String> namesUnderWay() {
    return underWay().stream().map(ScriptedFetch::name).toList();
  }

  /** The last request for a name. */
  ScriptedFetch last(String name) {
    return fetches.stream()
        .filter(fetch -> fetch.name().equals(name))
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new AssertionError(name + " was not asked for"));
  }

  long count(String name) {
    return fetches.stream().filter(fetch -> fetch.name().equals(name)).count();
  }

  @Override
  public void closeIdleConnections() {}

  @Override
  public void close() {}
}
