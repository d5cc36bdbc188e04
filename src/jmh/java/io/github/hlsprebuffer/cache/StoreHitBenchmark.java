package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.Bodies;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of one hit within the store: the look at the head, then all bytes in order, each copied
 * once as into the buffer of a socket. The bodies are asked for in turn; they are 64 MB together,
 * so that they do not come from a cache of the processor.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:MaxDirectMemorySize=768m", "-XX:+UseSerialGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreHitBenchmark {

  private static final int BLOCK_BYTES = EhcacheSegmentStore.BLOCK_BYTES;
  private static final int SOCKET_BYTES = 64 << 10;
  private static final long ALL_BYTES = 64L << 20;

  /** Where the bytes are. */
  public enum Tier {
    /** All of them on the heap, with off-heap memory as large as by default. */
    HEAP(320L << 20),
    /** All but a block off heap. */
    OFF_HEAP(BLOCK_BYTES);

    private final long heapBytes;

    Tier(long heapBytes) {
      this.heapBytes = heapBytes;
    }
  }

  /** Where the bytes are. */
  @Param public Tier tier;

  /** Size of a body. */
  @Param({"16384", "262144", "1048576", "4194304"})
  public int bytes;

  private final ByteBuffer socket = ByteBuffer.allocateDirect(SOCKET_BYTES);
  private EhcacheSegmentStore store;
  private CacheKey[] keys = {};
  private int next;

  /** Stores the bodies, and reads them until those that are to be on the heap are there. */
  @Setup
  public void fill() {
    store =
        new EhcacheSegmentStore(
            tier.heapBytes,
            512L << 20,
            BLOCK_BYTES,
            Clock.systemUTC(),
            System::nanoTime,
            new PrebufferMetrics());
    keys = new CacheKey[(int) (ALL_BYTES / bytes)];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Stores.key(i);
      Stores.put(store, keys[i], Bodies.body(i, bytes), /* requested= */ true);
    }
    for (int i = 0; i < 4 * BlockTiers.READS_PER_PROMOTION * keys.length; i++) {
      hit();
    }
  }

  /** Frees the direct memory. */
  @TearDown
  public void close() {
    store.close();
  }

  /** The next body, whole. */
  @Benchmark
  public long hit() {
    CacheKey key = keys[next];
    next = (next + 1) % keys.length;
    try (StoredResource stored = store.find(key)) {
      long position = 0;
      while (position < bytes) {
        Slice slice = stored.read(position);
        send(slice);
        slice.giveBack();
        position += slice.length();
      }
      return position;
    }
  }

  private void send(Slice slice) {
    int sent = 0;
    while (sent < slice.length()) {
      int count = Math.min(SOCKET_BYTES, slice.length() - sent);
      socket.clear();
      socket.put(slice.array(), slice.offset() + sent, count);
      sent += count;
    }
  }
}
