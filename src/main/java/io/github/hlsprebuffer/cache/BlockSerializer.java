package io.github.hlsprebuffer.cache;

import java.nio.ByteBuffer;
import org.ehcache.spi.serialization.Serializer;

/**
 * Copies a block into off-heap memory, and from there into an array that is lent.
 *
 * <p>Ehcache calls {@link #read} under the lock of the block's segment and on the thread that asks
 * for it, so the copy is whole.
 */
final class BlockSerializer implements Serializer<Slice> {
  private final ScratchArrays scratch;

  BlockSerializer(ScratchArrays scratch) {
    this.scratch = scratch;
  }

  @Override
  public ByteBuffer serialize(Slice block) {
    return ByteBuffer.wrap(block.array(), block.offset(), block.length());
  }

  @Override
  public Slice read(ByteBuffer binary) {
    int length = binary.remaining();
    Loan loan = scratch.lend(length);
    binary.get(binary.position(), loan.array(), 0, length);
    return new Slice(loan.array(), 0, length, loan);
  }

  @Override
  public boolean equals(Slice block, ByteBuffer binary) {
    return serialize(block).equals(binary);
  }
}
