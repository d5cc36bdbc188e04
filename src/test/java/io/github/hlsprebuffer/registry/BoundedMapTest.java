package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BoundedMapTest {
  private static final int MAX_ENTRIES = 100;
  private static final int MAX_BYTES = 100_000;

  private final BoundedMap<String, String> map =
      new BoundedMap<>(MAX_ENTRIES, MAX_BYTES, (key, value) -> key.length() + value.length());

  @Test
  void put_moreThanTheNumber_forgetsWhatWasUsedLongestAgo() {
    for (int i = 0; i < 10_000; i++) {
      map.put("k" + i, "v");
      assertThat(map.get("k0")).isEqualTo("v");
    }

    assertThat(map.size()).isEqualTo(MAX_ENTRIES);
    assertThat(map.get("k9999")).isEqualTo("v");
    assertThat(map.get("k9900")).isNull();
  }

  @Test
  void put_longNames_fewerAreKept() {
    for (int i = 0; i < 1_000; i++) {
      map.put(i + "k".repeat(9_000), "v");
    }

    assertThat(map.size()).isEqualTo(10);
    assertThat(map.get("999" + "k".repeat(9_000))).isEqualTo("v");
  }

  @Test
  void put_valuesThatGrow_areCountedAnew() {
    for (int length = 1; length < 10_000; length++) {
      map.put("a", "v".repeat(length));
    }
    map.put("b", "v".repeat(9_000));

    assertThat(map.size()).isEqualTo(2);
  }

  @Test
  void put_oneThatIsTooMuchByItself_isNotKeptAndPushesNothingOut() {
    map.put("a", "v");
    map.put("a", "v".repeat(MAX_BYTES));
    map.put("b", "v");

    map.put("c", "v".repeat(MAX_BYTES));

    assertThat(map.get("a")).as("it is no longer that").isNull();
    assertThat(map.get("b")).isEqualTo("v");
    assertThat(map.get("c")).isNull();
  }

  @Test
  void removeAndClear_makeRoom() {
    for (int i = 0; i < 1_000; i++) {
      map.put("a", "v".repeat(9_000));
      map.remove("a");
    }
    map.put("b", "v");
    assertThat(map.size()).isEqualTo(1);

    map.clear();

    assertThat(map.size()).isZero();
    assertThat(map.get("b")).isNull();
  }
}
