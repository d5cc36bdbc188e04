package io.github.hlsprebuffer.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a script holds for each path: values for the next requests, then one for all others. The
 * most exact path wins: target with query, path, {@link ScriptedOrigin#ANY_PATH}. Thread-safe.
 */
final class Plan<T> {

  private final Map<String, Deque<T>> next = new HashMap<>();
  private final Map<String, T> always = new HashMap<>();

  synchronized void always(String path, T value) {
    always.put(path, value);
  }

  synchronized void next(String path, T value, int times) {
    Deque<T> queue = next.computeIfAbsent(path, key -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(value);
    }
  }

  synchronized void clear(String path) {
    next.remove(path);
    always.remove(path);
  }

  synchronized Optional<T> take(RequestRecord request) {
    return keysOf(request).stream().map(this::takeExactly).flatMap(Optional::stream).findFirst();
  }

  synchronized boolean has(String path) {
    return always.containsKey(path);
  }

  private Optional<T> takeExactly(String path) {
    Deque<T> queue = next.get(path);
    if (queue != null && !queue.isEmpty()) {
      return Optional.of(queue.remove());
    }
    return Optional.ofNullable(always.get(path));
  }

  private static List<String> keysOf(RequestRecord request) {
    return List.of(request.target(), request.path(), ScriptedOrigin.ANY_PATH);
  }
}
