package io.github.hlsprebuffer.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored response that is being read; to be closed in every case. While it is open, neither
 * expiry nor replacement takes its bytes, only a store that is too small does.
 */
public interface StoredResource extends AutoCloseable {
  /** Status, fields and times. */
  StoredHead head();

  /** Whether its lifetime is not over yet. */
  boolean isFresh();

  /** Its age now, in seconds (RFC 9111 §4.2.3). */
  long ageSeconds();

  /** The bytes from {@code position} to the end of their block; null if they were evicted. */
  @Nullable Slice read(long position);

  /** Whether {@link #read} would find every byte of this part, which is much cheaper to say. */
  boolean has(long position, long length);

  /** All bytes, in order; null if some were evicted. */
  default @Nullable List<Slice> readAll() {
    List<Slice> all = new ArrayList<>();
    long position = 0;
    while (position < head().lengthBytes()) {
      Slice bytes = read(position);
      if (bytes == null) {
        return null;
      }
      all.add(bytes);
      position += bytes.length();
    }
    return all;
  }

  @Override
  void close();
}
