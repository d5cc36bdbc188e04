package io.github.hlsprebuffer.servlet;

/** Something that is to be closed unless it is handed on. Used by one thread. */
final class Lease implements AutoCloseable {
  private final Runnable closing;
  private boolean handedOn;

  Lease(Runnable closing) {
    this.closing = closing;
  }

  /** Someone else will close it. */
  void handOn() {
    handedOn = true;
  }

  @Override
  public void close() {
    if (!handedOn) {
      closing.run();
    }
  }
}
