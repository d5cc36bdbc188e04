package io.github.hlsprebuffer.cache;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link Fill} so far, in blocks of one size, of which only the last may be shorter.
 * Bytes that are there never change. Not thread-safe.
 */
final class FillBlocks {
  private final int blockBytes;
  private final List<byte @Nullable []> blocks = new ArrayList<>();
  private long received;
  private long tailCapacity;
  private long heldBytes;

  FillBlocks(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  long received() {
    return received;
  }

  /** What the blocks that are there take of the heap. */
  long heldBytes() {
    return heldBytes;
  }

  /**
   * Takes all bytes of {@code data}.
   *
   * @param announced length of the whole body, which will not be exceeded; or -1
   */
  void append(ByteBuffer data, long announced) {
    while (data.hasRemaining()) {
      if (received == tailCapacity) {
        addBlock(announced);
      }
      byte[] tail = block(blocks.size() - 1);
      int at = (int) (received % blockBytes);
      int count = Math.min(data.remaining(), tail.length - at);
      data.get(tail, at, count);
      received += count;
    }
  }

  /** The bytes from {@code position} to the end of their block, as far as they are there. */
  Slice slice(long position) {
    byte[] block = block((int) (position / blockBytes));
    int at = (int) (position % blockBytes);
    int end = (int) Math.min(block.length, received - (position - at));
    return new Slice(block, at, end - at);
  }

  /** Lets go of all blocks that lie wholly below {@code position}. */
  void releaseBelow(long position) {
    for (int i = (int) (position / blockBytes) - 1; i >= 0; i--) {
      byte[] block = blocks.get(i);
      if (block == null) {
        return;
      }
      // The tail stays, for more may be appended to it.
      if (i < blocks.size() - 1) {
        heldBytes -= block.length;
        blocks.set(i, null);
      }
    }
  }

  /** All blocks, the last one cut to what is in it; none may have been released. */
  List<byte[]> whole() {
    List<byte[]> whole = new ArrayList<>(blocks.size());
    for (int i = 0; i < blocks.size(); i++) {
      byte[] block = block(i);
      int used = (int) Math.min(block.length, received - (long) i * blockBytes);
      whole.add(used == block.length ? block : Arrays.copyOf(block, used));
    }
    return whole;
  }

  private void addBlock(long announced) {
    long rest = announced - received;
    int size = announced > 0 && rest > 0 && rest < blockBytes ? (int) rest : blockBytes;
    blocks.add(new byte[size]);
    heldBytes += size;
    tailCapacity = received + size;
  }

  private byte[] block(int index) {
    byte[] block = blocks.get(index);
    if (block == null) {
      throw new IllegalStateException("block " + index + " was released");
    }
    return block;
  }
}
