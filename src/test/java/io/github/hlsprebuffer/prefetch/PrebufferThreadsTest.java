package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class PrebufferThreadsTest {
  private final CountDownLatch end = new CountDownLatch(1);

  /** A class of an application, in whose request a thread is needed. */
  public static final class Caller implements Function<ThreadFactory, Thread> {
    /** For reflection. */
    public Caller() {}

    @Override
    public Thread apply(ThreadFactory factory) {
      return factory.newThread(Thread::onSpinWait);
    }
  }

  @Test
  void newThread_forAnApplicationThatEnds_doesNotHoldItsClassLoader() throws Exception {
    Thread[] thread = new Thread[1];
    WeakReference<ClassLoader> application = new WeakReference<>(callFromElsewhere(thread));
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(application.get()).isNull();
            });
    assertThat(thread[0].isDaemon()).isTrue();
    end.countDown();
  }

  private ClassLoader callFromElsewhere(Thread[] thread) throws Exception {
    ClassLoader application = new Application();
    ThreadFactory factory = new PrebufferThreads("test");
    Object caller =
        application.loadClass(Caller.class.getName()).getDeclaredConstructor().newInstance();
    ThreadFactory waiting =
        task ->
            factory.newThread(
                () -> {
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    thread[0] = (Thread) Function.class.getMethod("apply", Object.class).invoke(caller, waiting);
    thread[0].start();
    return application;
  }

  /** Has a copy of the caller's class, as an application has its own. */
  private static final class Application extends ClassLoader {
    Application() {
      super(PrebufferThreadsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Caller.class.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
