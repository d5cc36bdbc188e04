package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BlockKeySerializerTest {
  private final BlockKeySerializer serializer = new BlockKeySerializer();

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 2", "9223372036854775807, 2147483647", "-1, -1"})
  void read_whatWasSerialized_isTheSameKeyAndMovesNothing(long bodyId, int index) {
    BlockKey key = new BlockKey(bodyId, index);
    ByteBuffer binary = serializer.serialize(key);

    assertThat(binary.remaining()).isEqualTo(12);
    assertThat(serializer.read(binary)).isEqualTo(key);
    assertThat(serializer.equals(key, binary)).isTrue();
    assertThat(serializer.equals(new BlockKey(bodyId, index ^ 1), binary)).isFalse();
    assertThat(serializer.read(binary)).as("read again").isEqualTo(key);
    assertThat(binary.position()).isZero();
    assertThat(binary.remaining()).isEqualTo(12);
  }

  /** Off-heap tiers hand out views into larger memory. */
  @ParameterizedTest
  @CsvSource({"0", "5"})
  void read_viewIntoALargerBuffer_readsFromItsPosition(int offset) {
    BlockKey key = new BlockKey(77, 3);
    ByteBuffer memory = ByteBuffer.allocateDirect(40).position(offset);
    memory.put(serializer.serialize(key)).position(offset).limit(offset + 12);

    assertThat(serializer.read(memory)).isEqualTo(key);
    assertThat(memory.position()).isEqualTo(offset);
  }
}
