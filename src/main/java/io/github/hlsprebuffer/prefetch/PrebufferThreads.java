package io.github.hlsprebuffer.prefetch;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes named daemon threads that hold on to the class loader of this library and no other. */
final class PrebufferThreads implements ThreadFactory {
  private final String name;
  private final AtomicInteger next = new AtomicInteger(1);

  PrebufferThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, name + "-" + next.getAndIncrement());
    thread.setDaemon(true);
    thread.setContextClassLoader(PrebufferThreads.class.getClassLoader());
    return thread;
  }
}
