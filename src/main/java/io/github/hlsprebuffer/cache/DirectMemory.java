package io.github.hlsprebuffer.cache;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** How much direct memory the JVM may still hand out. */
final class DirectMemory {
  private DirectMemory() {}

  /** Bytes left below {@code -XX:MaxDirectMemorySize}; {@link Long#MAX_VALUE} if unknown. */
  static long availableBytes() {
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
