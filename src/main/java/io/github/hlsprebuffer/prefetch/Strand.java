package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ResponseHead;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One of the requests by which a {@link Transfer} brings a body. Thread-safe. */
final class Strand implements FetchListener {
  /** To read so much costs less than a new connection. */
  private static final long MAX_DRAINED_BYTES = 64 << 10;

  private final Transfer transfer;
  private final FetchRequest request;
  private final long from;
  private long allowed; // guarded by this
  private long granted; // guarded by this
  private volatile @Nullable Fetch fetch;
  private volatile boolean cancelled;

  /**
   * A request that is yet to be sent.
   *
   * @param from offset in the body of the first byte that it is to bring
   */
  Strand(Transfer transfer, FetchRequest request, long from) {
    this.transfer = transfer;
    this.request = request;
    this.from = from;
    this.allowed = from;
    this.granted = from;
  }

  FetchRequest request() {
    return request;
  }

  long from() {
    return from;
  }

  /** The fetch is known, here or in {@link #onHead}, whichever comes first. */
  void started(Fetch running) {
    fetch = running;
    if (cancelled) {
      running.cancel();
    }
    allow(from);
  }

  void cancel() {
    cancelled = true;
    Fetch running = fetch;
    if (running != null) {
      running.cancel();
    }
  }

  /** All bytes of the body below this offset have been used: as many more may come. */
  void allow(long position) {
    Fetch running = fetch;
    long more;
    synchronized (this) {
      allowed = Math.max(allowed, position);
      more = running == null ? 0 : allowed - granted;
      granted += more;
    }
    if (running != null && more > 0) {
      running.grant(more);
    }
  }

  /** Bytes have come that nobody needs: a little more, and the connection can be used again. */
  void drain(long bytes) {
    long position;
    synchronized (this) {
      position = allowed + bytes;
    }
    if (position - from > MAX_DRAINED_BYTES) {
      cancel();
    } else {
      allow(position);
    }
  }

  @Override
  public void onHead(Fetch running, ResponseHead head) {
    started(running);
    transfer.onHead(this, head);
  }

  @Override
  public void onData(Fetch running, ByteBuffer data) {
    transfer.onData(this, data);
  }

  @Override
  public void onComplete(Fetch running) {
    transfer.onComplete(this);
  }

  @Override
  public void onFailure(Fetch running, FetchException cause) {
    transfer.onFailure(this, cause);
  }
}
