package io.github.hlsprebuffer.prefetch;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * How full the Java heap was after the last garbage collection, in percent: what was in use before
 * it says nothing, for most of that is garbage.
 */
final class HeapLevel implements IntSupplier {
  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  @Override
  public int getAsInt() {
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage afterCollection = pool.getCollectionUsage();
      used += afterCollection == null ? 0 : afterCollection.getUsed();
    }
    return (int) (used * 100 / Runtime.getRuntime().maxMemory());
  }
}
