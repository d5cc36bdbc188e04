package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ScratchArraysTest {
  private static final int BYTES = 64;

  private final ScratchArrays arrays = new ScratchArrays(BYTES, 2);

  @Test
  void lend_afterOneWasGivenBack_isThatArray() {
    Loan first = arrays.lend(BYTES);
    byte[] array = first.array();
    first.giveBack();

    assertThat(arrays.lend(1).array()).isSameAs(array);
  }

  @Test
  void lend_whileOthersAreHeld_isAnArrayOfItsOwn() {
    Loan one = arrays.lend(BYTES);
    Loan two = arrays.lend(BYTES);

    assertThat(one.array()).isNotSameAs(two.array()).hasSize(BYTES);
    assertThat(two.array()).hasSize(BYTES);
  }

  @Test
  void giveBack_twice_lendsItOnce() {
    Loan loan = arrays.lend(BYTES);
    byte[] array = loan.array();
    loan.giveBack();
    loan.giveBack();

    assertThat(arrays.lend(BYTES).array()).isSameAs(array);
    assertThat(arrays.lend(BYTES).array()).isNotSameAs(array);
  }

  @Test
  void giveBack_againAfterItWasLentToAnother_leavesItToThem() {
    Loan old = arrays.lend(BYTES);
    old.giveBack();
    Loan current = arrays.lend(BYTES);
    old.giveBack();

    assertThat(arrays.lend(BYTES).array()).isNotSameAs(current.array());
  }

  @Test
  void giveBack_moreThanAreKept_forgetsTheRest() {
    List<Loan> loans = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      loans.add(arrays.lend(BYTES));
    }
    List<byte[]> given = loans.stream().map(Loan::array).toList();
    loans.forEach(Loan::giveBack);
    int known = 0;
    for (int i = 0; i < 5; i++) {
      byte[] array = arrays.lend(BYTES).array();
      known += given.stream().anyMatch(one -> one == array) ? 1 : 0;
    }

    assertThat(known).isEqualTo(2);
  }

  @Test
  void lend_moreBytesThanUsual_isAnArrayThatIsNotKept() {
    Loan large = arrays.lend(BYTES + 1);
    byte[] array = large.array();
    large.giveBack();

    assertThat(array).hasSize(BYTES + 1);
    assertThat(arrays.lend(BYTES + 1).array()).isNotSameAs(array);
    assertThat(arrays.lend(BYTES).array()).hasSize(BYTES);
  }

  @Test
  void lend_byManyThreads_neverLendsAnArrayToTwo() throws Exception {
    int threads = 4;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> users = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        byte stamp = (byte) i;
        users.add(
            pool.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  return use(stamp);
                }));
      }
      for (Future<Integer> user : users) {
        assertThat(user.get(60, TimeUnit.SECONDS)).as("foreign bytes").isZero();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private int use(byte stamp) {
    int foreign = 0;
    for (int round = 0; round < 20_000; round++) {
      Loan loan = arrays.lend(BYTES);
      byte[] array = loan.array();
      Arrays.fill(array, stamp);
      for (byte one : array) {
        foreign += one == stamp ? 0 : 1;
      }
      loan.giveBack();
    }
    return foreign;
  }
}
