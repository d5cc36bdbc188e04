package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test after which a thread of the library is still alive, once the test's own clean-up has
 * run; threads that are about to end are given a moment.
 */
public final class NoLeaks implements AfterEachCallback {

  private static final String THREAD_NAME_PREFIX = "hls-prebuffer";
  private static final Duration MOMENT = Duration.ofSeconds(5);

  @Override
  public void afterEach(ExtensionContext context) {
    assertNoThreads(MOMENT);
  }

  static void assertNoThreads(Duration patience) {
    await()
        .atMost(patience)
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> assertThat(leakedThreads()).as("live threads").isEmpty());
  }

  private static List<Thread> leakedThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && thread.getName().startsWith(THREAD_NAME_PREFIX))
        .toList();
  }
}
