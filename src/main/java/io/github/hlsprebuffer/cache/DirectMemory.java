package io.github.hlsprebuffer.cache;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/** How much direct memory the JVM may still hand out. */
final class DirectMemory {
  private static final int FREEING_CHECKS = 50;
  private static final long FREEING_PAUSE_NANOS = 10_000_000;

  private DirectMemory() {}

  /**
   * Bytes left below {@code -XX:MaxDirectMemorySize}; {@link Long#MAX_VALUE} if unknown. Where they
   * are fewer than wanted, runs the collector first: only that frees the memory of a store that was
   * closed, as it was when an application is deployed again.
   */
  static long availableBytes(long wantedBytes) {
    long available = availableBytes();
    if (available >= wantedBytes) {
      return available;
    }
    System.gc();
    // Buffers are freed by a thread of the JVM, a little later.
    for (int i = 0; i < FREEING_CHECKS && available < wantedBytes; i++) {
      LockSupport.parkNanos(FREEING_PAUSE_NANOS);
      available = availableBytes();
    }
    return available;
  }

  private static long availableBytes() {
    long limit = limitBytes();
    return limit == Long.MAX_VALUE ? limit : Math.max(0, limit - usedBytes());
  }

  private static long limitBytes() {
    try {
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      long flag = Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
      // 0 is HotSpot's way to say: as much as the heap may grow to.
      return flag > 0 ? flag : Runtime.getRuntime().maxMemory();
    } catch (LinkageError | RuntimeException e) {
      return Long.MAX_VALUE; // another JVM; allocation itself will tell
    }
  }

  private static long usedBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
