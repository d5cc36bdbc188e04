package io.github.hlsprebuffer.prefetch;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes named daemon threads that hold on to the class loader of this library and no other,
 * whoever's request it is that needs the thread: that one's application may end long before the
 * thread.
 */
final class PrebufferThreads implements ThreadFactory {
  private final String name;
  private final AtomicInteger next = new AtomicInteger(1);

  PrebufferThreads(String name) {
    this.name = name;
  }

  /** A thread inherits who is calling (JDK before 24), but not beyond whoever is privileged. */
  @Override
  @SuppressWarnings("removal")
  public Thread newThread(Runnable task) {
    return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> thread(task));
  }

  private Thread thread(Runnable task) {
    Thread thread =
        new Thread(
            /* group= */ null,
            task,
            name + "-" + next.getAndIncrement(),
            /* stackSize= */ 0,
            /* inheritThreadLocals= */ false);
    thread.setDaemon(true);
    thread.setContextClassLoader(PrebufferThreads.class.getClassLoader());
    return thread;
  }
}
