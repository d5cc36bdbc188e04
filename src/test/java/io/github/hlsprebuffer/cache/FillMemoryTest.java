package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Fills.append;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.Bodies;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much memory fills take together, whoever reads them or does not. */
final class FillMemoryTest {
  private static final int BLOCK_BYTES = 100;
  private static final int LIMIT_BYTES = 64_000;
  private static final int VIEWERS = 300;
  private static final byte[] BODY = Bodies.body(1, 100_000);

  private final FillMemory memory = new FillMemory(LIMIT_BYTES);
  private final FillTable table = new FillTable(memory);
  private int next;

  private Fill begin() {
    CacheKey key = new CacheKey("http://o/" + next++, /* range= */ null, "");
    Fill fill = Fill.keeping(key, BLOCK_BYTES, BODY.length, /* prefetch= */ false);
    assertThat(table.begin(fill)).isTrue();
    fill.begin(Fills.HEAD, /* isShareable= */ true, HttpFields.EMPTY);
    return fill;
  }

  private static void bring(Fill fill, int from, int to) {
    for (int at = from; at < to; at += BLOCK_BYTES) {
      assertThat(append(fill, BODY, at, at + BLOCK_BYTES)).isTrue();
    }
  }

  @Test
  void append_storedAndRead_isGivenBack() throws Exception {
    Fill fill = begin();
    FillReader reader = Fills.leader(fill);
    bring(fill, 0, 500);
    assertThat(memory.bytes()).isEqualTo(500);
    fill.complete();
    table.remove(fill);
    assertThat(memory.bytes()).as("still to be read").isEqualTo(500);

    reader.close();

    assertThat(memory.bytes()).isZero();
  }

  @Test
  void append_endedWithoutAReader_isGivenBackWhenItLeavesTheTable() {
    Fill fill = begin();
    bring(fill, 0, 500);
    fill.complete();
    assertThat(memory.bytes()).as("to be stored yet").isEqualTo(500);

    table.remove(fill);

    assertThat(memory.bytes()).isZero();
  }

  /** Viewers who ask for much and read nothing: their origins are held back. */
  @Test
  void append_manyThatNobodyReadsOn_takeTwiceTheLimitAtMost() {
    List<FillReader> viewers = new ArrayList<>();
    for (int i = 0; i < VIEWERS; i++) {
      Fill fill = begin();
      viewers.add(Fills.leader(fill));
      long[] credit = new long[1];
      fill.connect(bytes -> credit[0] += bytes, () -> {});
      int at = 0;
      // As an origin sends: what was let come before anything was granted, and what was granted.
      for (long allowed = BLOCK_BYTES; at < allowed && at < BODY.length; at += BLOCK_BYTES) {
        bring(fill, at, at + BLOCK_BYTES);
        allowed = BLOCK_BYTES + credit[0];
      }
    }
    long unread = VIEWERS * 2 * BLOCK_BYTES;
    assertThat(memory.isFull()).isTrue();
    assertThat(memory.bytes()).isLessThanOrEqualTo(2 * LIMIT_BYTES + unread);

    for (FillReader viewer : viewers) {
      viewer.close();
      viewer.fill().fail(new FillException(FillException.Reason.CANCELLED, "over"));
      table.remove(viewer.fill());
    }

    assertThat(memory.bytes()).isZero();
  }

  /** The one who takes much is held back, not those who come after him. */
  @Test
  void append_smallBodyBesideALargeOne_isKeptWhole() {
    Fill large = begin();
    FillReader viewer = Fills.leader(large);
    bring(large, 0, LIMIT_BYTES + 1_000);
    assertThat(large.isKept()).isFalse();
    assertThat(large.isCrowdedOut()).isTrue();
    assertThat(large.hasOutgrown()).as("is no reason to leave it alone").isFalse();

    Fill small = begin();
    bring(small, 0, 300);
    small.complete();

    assertThat(small.isKeptWhole()).isTrue();
    viewer.close();
  }
}
