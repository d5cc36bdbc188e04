package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OriginBudgetTest {
  private final OriginBudget budget = new OriginBudget(3, 2);

  @Test
  void tryAcquire_originFull_isRefusedThereOnly() {
    assertThat(budget.tryAcquire("a")).isTrue();
    assertThat(budget.tryAcquire("a")).isTrue();

    assertThat(budget.tryAcquire("a")).isFalse();
    assertThat(budget.tryAcquire("b")).isTrue();
    assertThat(budget.total()).isEqualTo(3);
  }

  @Test
  void tryAcquire_allFull_isRefusedEverywhere() {
    budget.tryAcquire("a");
    budget.tryAcquire("b");
    budget.tryAcquire("c");

    assertThat(budget.tryAcquire("d")).isFalse();
    assertThat(budget.total()).isEqualTo(3);
  }

  @Test
  void acquire_full_isCountedAllTheSame() {
    for (int i = 0; i < 5; i++) {
      budget.acquire("a");
    }

    assertThat(budget.total()).isEqualTo(5);
    assertThat(budget.tryAcquire("b")).isFalse();
  }

  @Test
  void release_afterOverload_admitsOnlyBelowTheLimits() {
    for (int i = 0; i < 4; i++) {
      budget.acquire("a");
    }

    budget.release("a");
    assertThat(budget.tryAcquire("b")).isFalse();
    budget.release("a");
    assertThat(budget.tryAcquire("a")).isFalse();
    assertThat(budget.tryAcquire("b")).isTrue();
    budget.release("a");
    assertThat(budget.tryAcquire("a")).isTrue();
  }

  @Test
  void release_all_isEmptyAgain() {
    budget.acquire("a");
    budget.tryAcquire("b");

    budget.release("b");
    budget.release("a");

    assertThat(budget.total()).isZero();
    assertThat(budget.tryAcquire("a")).isTrue();
  }
}
