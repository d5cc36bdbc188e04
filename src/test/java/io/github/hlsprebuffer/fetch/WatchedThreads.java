package io.github.hlsprebuffer.fetch;

import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads of the library's name and counts how often one of them is interrupted. */
final class WatchedThreads implements ThreadFactory {
  private final Collection<Thread> made = new ConcurrentLinkedQueue<>();
  private final AtomicInteger interrupts = new AtomicInteger();

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Watched(task);
    thread.setDaemon(true);
    made.add(thread);
    return thread;
  }

  int interrupts() {
    return interrupts.get();
  }

  Collection<Thread> made() {
    return made;
  }

  private final class Watched extends Thread {
    Watched(Runnable task) {
      super(task, "hls-prebuffer-watched");
    }

    @Override
    public void interrupt() {
      interrupts.incrementAndGet();
      super.interrupt();
    }
  }
}
