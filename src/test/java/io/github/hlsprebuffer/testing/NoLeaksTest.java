package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The check for left-over threads, itself under that check. */
@ExtendWith(NoLeaks.class)
final class NoLeaksTest {

  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void endThread() {
    end.countDown();
  }

  @Test
  void assertNoThreads_threadOfTheLibrary_isNamed() throws Exception {
    Thread thread = start("hls-prebuffer-fetch-1");

    assertThatThrownBy(() -> NoLeaks.assertNoThreads(Duration.ofMillis(200)))
        .isInstanceOf(ConditionTimeoutException.class)
        .hasMessageContaining("hls-prebuffer-fetch-1");
    end.countDown();
    thread.join();
    assertThatCode(() -> NoLeaks.assertNoThreads(Duration.ofSeconds(5))).doesNotThrowAnyException();
  }

  @Test
  void assertNoThreads_otherThread_isNoMatter() {
    Thread other = start("other-hls-prebuffer");

    assertThatCode(() -> NoLeaks.assertNoThreads(Duration.ofMillis(200)))
        .doesNotThrowAnyException();
    assertThat(other.isAlive()).isTrue();
  }

  private Thread start(String name) {
    Thread thread = new Thread(this::awaitEnd, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
