package io.github.hlsprebuffer.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Ends a tee when the host application's asynchronous answer ends. */
record TeeAsyncListener(Tee tee) implements AsyncListener {
  @Override
  public void onComplete(AsyncEvent event) {
    tee.end();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    tee.abort("The host took too long");
  }

  @Override
  public void onError(AsyncEvent event) {
    tee.abort("The host failed");
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // A new cycle drops all listeners.
    event
        .getAsyncContext()
        .addListener(this, event.getSuppliedRequest(), event.getSuppliedResponse());
  }
}
