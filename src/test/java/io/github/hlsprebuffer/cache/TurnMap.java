package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.testing.Turns;
import java.io.Serial;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The map of a {@link FillTable} whose threads take turns, also within what it does at once. */
@SuppressWarnings("serial") // never serialized
final class TurnMap extends ConcurrentHashMap<CacheKey, Fill> {
  @Serial private static final long serialVersionUID = 1L;

  private final Turns turns;
  private final Lock bin;

  TurnMap(Turns turns) {
    this.turns = turns;
    this.bin = turns.lock();
  }

  private <T extends @Nullable Object> T locked(Supplier<T> action) {
    bin.lock();
    try {
      return action.get();
    } finally {
      bin.unlock();
    }
  }

  @Override
  public @Nullable Fill get(Object key) {
    turns.pause();
    return super.get(key);
  }

  @Override
  public @Nullable Fill compute(
      CacheKey key,
      BiFunction<? super CacheKey, ? super @Nullable Fill, ? extends @Nullable Fill> to) {
    return locked(() -> super.compute(key, to));
  }

  @Override
  public @Nullable Fill putIfAbsent(CacheKey key, Fill fill) {
    return locked(() -> super.putIfAbsent(key, fill));
  }

  @Override
  public @Nullable Fill remove(Object key) {
    return locked(() -> super.remove(key));
  }

  @Override
  public boolean remove(Object key, @Nullable Object fill) {
    return locked(() -> super.remove(key, fill));
  }
}
