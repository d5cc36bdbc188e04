package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import java.nio.ByteBuffer;
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
}
