package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.testing.Bodies;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class FillBlocksTest {
  private static final byte[] BODY = Bodies.body(4, 35);

  private final FillBlocks blocks = new FillBlocks(10);

  private void append(int from, int to, long announced) {
    blocks.append(ByteBuffer.wrap(BODY, from, to - from), announced);
  }

  @Test
  void slice_anyPosition_reachesToTheEndOfItsBlockOrOfWhatIsThere() {
    append(0, 35, -1);

    assertThat(blocks.slice(0)).extracting(Slice::offset, Slice::length).containsExactly(0, 10);
    assertThat(blocks.slice(7)).extracting(Slice::offset, Slice::length).containsExactly(7, 3);
    assertThat(blocks.slice(34)).extracting(Slice::offset, Slice::length).containsExactly(4, 1);
    assertThat(blocks.slice(27).array()[7]).isEqualTo(BODY[27]);
  }

  @Test
  void append_announcedLength_allocatesNoMoreThanThat() {
    append(0, 22, 25);

    assertThat(blocks.slice(20).array()).hasSize(5);
    append(22, 25, 25);
    assertThat(blocks.whole().get(2)).hasSize(5);
    assertThat(blocks.received()).isEqualTo(25);
  }

  @Test
  void releaseBelow_blocksReadByAll_areLetGoButNotTheTail() {
    append(0, 30, -1);
    blocks.releaseBelow(19);
    assertReleased(0);
    assertThat(blocks.slice(10).length()).isEqualTo(10);

    blocks.releaseBelow(30);
    assertReleased(19);
    assertThat(blocks.slice(29).length()).as("the tail").isEqualTo(1);
    append(30, 35, -1);
    blocks.releaseBelow(30);
    assertReleased(29);
    assertThat(blocks.slice(30).length()).isEqualTo(5);
  }

  @Test
  void releaseBelow_manyAppendsAndReleases_keepsOnlyTheTail() {
    for (int i = 0; i < 35; i++) {
      append(i, i + 1, 35);
      blocks.releaseBelow(i + 1);
    }

    assertReleased(29);
    assertThat(blocks.slice(30).length()).isEqualTo(5);
    assertThatThrownBy(blocks::whole).isInstanceOf(IllegalStateException.class);
  }

  private void assertReleased(long position) {
    assertThatThrownBy(() -> blocks.slice(position)).isInstanceOf(IllegalStateException.class);
  }
}
