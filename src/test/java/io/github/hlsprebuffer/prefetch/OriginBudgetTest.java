package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.HttpFields;
import java.net.URI;
import org.junit.jupiter.api.Test;

final class OriginBudgetTest {
  private final OriginBudget budget = new OriginBudget(3, 2);

  @Test
  void tryAcquire_originFull_isRefusedThereOnly() {
    assertThat(budget.tryAcquire(to("a"))).isTrue();
    assertThat(budget.tryAcquire(to("a"))).isTrue();

    assertThat(budget.tryAcquire(to("a"))).isFalse();
    assertThat(budget.tryAcquire(to("b"))).isTrue();
    assertThat(budget.total()).isEqualTo(3);
  }

  @Test
  void tryAcquire_allFull_isRefusedEverywhere() {
    budget.tryAcquire(to("a"));
    budget.tryAcquire(to("b"));
    budget.tryAcquire(to("c"));

    assertThat(budget.tryAcquire(to("d"))).isFalse();
    assertThat(budget.total()).isEqualTo(3);
  }

  @Test
  void acquire_full_isCountedAllTheSame() {
    for (int i = 0; i < 5; i++) {
      budget.acquire(to("a"));
    }

    assertThat(budget.total()).isEqualTo(5);
    assertThat(budget.tryAcquire(to("b"))).isFalse();
  }

  @Test
  void release_afterOverload_admitsOnlyBelowTheLimits() {
    for (int i = 0; i < 4; i++) {
      budget.acquire(to("a"));
    }

    budget.release(to("a"));
    assertThat(budget.tryAcquire(to("b"))).isFalse();
    budget.release(to("a"));
    assertThat(budget.tryAcquire(to("a"))).isFalse();
    assertThat(budget.tryAcquire(to("b"))).isTrue();
    budget.release(to("a"));
    assertThat(budget.tryAcquire(to("a"))).isTrue();
  }

  @Test
  void release_all_isEmptyAgain() {
    budget.acquire(to("a"));
    budget.tryAcquire(to("b"));

    budget.release(to("b"));
    budget.release(to("a"));

    assertThat(budget.total()).isZero();
    assertThat(budget.tryAcquire(to("a"))).isTrue();
  }

  @Test
  void tryAcquire_heldBackByTheOrigin_isNotCounted() {
    for (int i = 0; i < 5; i++) {
      assertThat(budget.tryAcquire(to("a").blocking())).isTrue();
    }

    assertThat(budget.total()).isZero();
    assertThat(budget.tryAcquire(to("a"))).isTrue();
    budget.release(to("a").blocking());
    assertThat(budget.total()).isEqualTo(1);
  }

  private static FetchRequest to(String host) {
    return new FetchRequest("GET", URI.create("http://" + host), null, HttpFields.EMPTY);
  }
}
