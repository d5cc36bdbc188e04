package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredHead;
import io.github.hlsprebuffer.cache.StoredResource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A stored response as one application reads it.
 *
 * @param isOver whether the application has ended: reading then fails, as it would in a store that
 *     had ended with it
 */
record SharedResource(StoredResource stored, BooleanSupplier isOver) implements StoredResource {
  @Override
  public StoredHead head() {
    return stored.head();
  }

  @Override
  public boolean isFresh() {
    return stored.isFresh();
  }

  @Override
  public long ageSeconds() {
    return stored.ageSeconds();
  }

  @Override
  public @Nullable Slice read(long position) {
    if (isOver.getAsBoolean()) {
      throw new IllegalStateException("The application is being stopped");
    }
    return stored.read(position);
  }

  @Override
  public boolean has(long position, long length) {
    return stored.has(position, length);
  }

  @Override
  public void close() {
    stored.close();
  }
}
