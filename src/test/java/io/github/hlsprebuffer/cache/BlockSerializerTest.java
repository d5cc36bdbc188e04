package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import java.nio.ByteBuffer;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;
import org.ehcache.spi.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BlockSerializerTest {
  private static final int BLOCK_BYTES = 100;

  private final ScratchArrays scratch = new ScratchArrays(BLOCK_BYTES, 2);
  private final BlockSerializer serializer = new BlockSerializer(scratch);

  /** Length, bytes before it, and whether Ehcache has put together the bytes of two pages. */
  @ParameterizedTest
  @CsvSource({"100, 0, false", "100, 7, false", "1, 3, false", "100, 0, true", "120, 0, false"})
  void read_whatWasWritten_isTheSameInAnArrayThatIsLent(int length, int before, boolean onHeap) {
    byte[] bytes = Bodies.body(5, length);
    ByteBuffer tier =
        onHeap ? ByteBuffer.allocate(before + length) : ByteBuffer.allocateDirect(before + length);
    tier.position(before).put(serializer.serialize(new Slice(bytes, 0, length))).flip();
    ByteBuffer binary = tier.position(before).slice().asReadOnlyBuffer();
    Slice read = serializer.read(binary);

    assertThat(binary.position()).as("read again by Ehcache").isZero();
    assertThat(serializer.equals(read, binary)).isTrue();
    assertThat(serializer.equals(new Slice(Bodies.body(6, length), 0, length), binary)).isFalse();
    assertThat(serializer.read(binary).array()).isNotSameAs(read.array());
    assertThat(read.loan()).isNotNull();
    assertThat(read.length()).isEqualTo(length);
    assertThat(read.toArray()).isEqualTo(bytes);
  }

  /** Guards {@link EhcacheSegmentStore#BLOCK_BYTES} against another Ehcache. */
  @Test
  void read_blocksOfThePreferredSize_lieWithinOnePageOfOffHeapMemory() {
    int pageIsTwoBlocks = 64;
    Pages pages = new Pages();
    try (CacheManager manager =
        CacheManagerBuilder.newCacheManagerBuilder()
            .withCache(
                "off-heap",
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        BlockKey.class,
                        Slice.class,
                        ResourcePoolsBuilder.newResourcePoolsBuilder()
                            .offheap(pageIsTwoBlocks, MemoryUnit.MB))
                    .withKeySerializer(new BlockKeySerializer())
                    .withValueSerializer(pages))
            .build(/* init= */ true)) {
      Cache<BlockKey, Slice> cache = manager.getCache("off-heap", BlockKey.class, Slice.class);
      byte[] bytes = new byte[EhcacheSegmentStore.BLOCK_BYTES];
      Slice block = new Slice(bytes, 0, bytes.length);
      for (int i = 0; i < 200; i++) {
        cache.put(new BlockKey(1, i), block);
        cache.get(new BlockKey(1, i));
      }
    }

    assertThat(pages.within).isEqualTo(200);
    assertThat(pages.across).isZero();
  }

  /** Counts what Ehcache hands out as it lies there, and what it has put together. */
  private static final class Pages implements Serializer<Slice> {
    private final BlockSerializer serializer = new BlockSerializer(new ScratchArrays(1, 1));
    private int within;
    private int across;

    @Override
    public ByteBuffer serialize(Slice block) {
      return serializer.serialize(block);
    }

    @Override
    public Slice read(ByteBuffer binary) {
      if (binary.isDirect()) {
        within++;
      } else {
        across++;
      }
      return serializer.read(binary);
    }

    @Override
    public boolean equals(Slice block, ByteBuffer binary) {
      return serializer.equals(block, binary);
    }
  }
}
