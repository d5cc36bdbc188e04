package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.nio.ByteBuffer;

/** A request whose response a test makes up, call by call, on its own thread. */
final class ScriptedFetch implements Fetch {
  private final FetchRequest request;
  private final FetchListener listener;
  private final boolean confirmsCancel;
  private boolean calling;
  private boolean cancelled;
  private boolean over;
  private boolean hasHead;
  private long granted;
  private int sent;

  /**
   * A request.
   *
   * @param confirmsCancel whether the failure follows a cancel by itself
   */
  ScriptedFetch(FetchRequest request, FetchListener listener, boolean confirmsCancel) {
    this.request = request;
    this.listener = listener;
    this.confirmsCancel = confirmsCancel;
  }

  /** The last part of the path. */
  String name() {
    String path = request.uri().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  FetchRequest request() {
    return request;
  }

  boolean isOver() {
    return over;
  }

  boolean hasHead() {
    return hasHead;
  }

  boolean isCancelled() {
    return cancelled;
  }

  long granted() {
    return granted;
  }

  /** The head comes, with names and values of fields in turn. */
  ScriptedFetch head(int status, String... fields) {
    HttpFields all = HttpFields.EMPTY;
    for (int i = 0; i < fields.length; i += 2) {
      all = all.with(fields[i], fields[i + 1]);
    }
    ResponseHead head = new ResponseHead(status, all);
    hasHead = true;
    during(() -> listener.onHead(this, head));
    return this;
  }

  /** Some bytes come. */
  ScriptedFetch data(byte[] bytes) {
    sent += bytes.length;
    during(() -> listener.onData(this, ByteBuffer.wrap(bytes)));
    return this;
  }

  /** Bytes of the body so far. */
  int sent() {
    return sent;
  }

  /** Offset of the first byte that is asked for, or -1 where that is all. */
  int from() {
    String range = request.fields().first("range");
    return range == null ? -1 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-.*", "$1"));
  }

  /** Offset after the last byte that is asked for of so many. */
  int to(int length) {
    String range = request.fields().first("range");
    return range == null || range.endsWith("-")
        ? length
        : Math.min(length, 1 + Integer.parseInt(range.replaceAll(".*-(\\d+)", "$1")));
  }

  /** The body ends. */
  void complete() {
    if (!over) {
      over = true;
      listener.onComplete(this);
    }
  }

  /** A whole answer comes. */
  void answer(int status, byte[] body, String... fields) {
    head(status, fields).data(body).complete();
  }

  /** A whole 200 comes, to be kept for a minute. */
  void succeed(byte[] body) {
    answer(
        200, body, "Content-Length", Integer.toString(body.length), "Cache-Control", "max-age=60");
  }

  /** The exchange ends early. */
  void fail(Cause cause) {
    if (!over) {
      over = true;
      listener.onFailure(
          this, new FetchException(cause, cause.name(), new IllegalStateException()));
    }
  }

  /** A cancel takes effect. */
  void confirmCancel() {
    fail(Cause.CANCELLED);
  }

  @Override
  public void cancel() {
    cancelled = true;
    if (confirmsCancel && !calling) {
      confirmCancel();
    }
  }

  @Override
  public void grant(long bytes) {
    granted += bytes;
  }

  private void during(Runnable call) {
    if (over) {
      return;
    }
    calling = true;
    call.run();
    calling = false;
    if (cancelled && confirmsCancel) {
      confirmCancel();
    }
  }
}
