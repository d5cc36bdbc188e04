package io.github.hlsprebuffer.cache;

import java.nio.ByteBuffer;
import org.ehcache.spi.serialization.Serializer;

/** Writes a {@link BlockKey} as twelve bytes. */
final class BlockKeySerializer implements Serializer<BlockKey> {
  @Override
  public ByteBuffer serialize(BlockKey key) {
    return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
        .putLong(key.bodyId())
        .putInt(key.index())
        .flip();
  }

  @Override
  public BlockKey read(ByteBuffer binary) {
    // Tiers may read the same buffer again: its position must not move.
    ByteBuffer in = binary.duplicate();
    return new BlockKey(in.getLong(), in.getInt());
  }

  @Override
  public boolean equals(BlockKey key, ByteBuffer binary) {
    return key.equals(read(binary));
  }
}
