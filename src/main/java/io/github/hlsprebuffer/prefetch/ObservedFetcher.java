package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.SegmentFetcher;
import io.github.hlsprebuffer.http.ResponseHead;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A fetcher from whose fetches it is learnt how the origins answer. Thread-safe. */
final class ObservedFetcher implements SegmentFetcher {
  /** Half of what HttpClient lets come before anything is granted. */
  private static final long MAX_OWED_BYTES = 32 << 10;

  private final SegmentFetcher fetcher;
  private final OriginEstimates estimates;
  private final LongSupplier nanoTime;

  ObservedFetcher(SegmentFetcher fetcher, OriginEstimates estimates, LongSupplier nanoTime) {
    this.fetcher = fetcher;
    this.estimates = estimates;
    this.nanoTime = nanoTime;
  }

  @Override
  public Fetch fetch(FetchRequest request, FetchListener listener) {
    Observed observed = new Observed(request, listener);
    observed.running = fetcher.fetch(request, observed);
    return observed;
  }

  @Override
  public void closeIdleConnections() {
    fetcher.closeIdleConnections();
  }

  @Override
  public void close() {
    fetcher.close();
  }

  /** One fetch. The calls of a listener never overlap. */
  private final class Observed implements Fetch, FetchListener {
    private final FetchRequest request;
    private final FetchListener listener;
    private final long sentNanos = nanoTime.getAsLong();
    private final AtomicLong credit = new AtomicLong();
    private volatile @Nullable Fetch running;
    private long headNanos;
    private long bytes;
    private boolean heldBack;

    Observed(FetchRequest request, FetchListener listener) {
      this.request = request;
      this.listener = listener;
    }

    @Override
    public void onHead(Fetch fetch, ResponseHead head) {
      running = fetch;
      headNanos = nanoTime.getAsLong();
      if (!request.mayBlock()) {
        boolean askedForRange = request.fields().first("range") != null;
        estimates.onHead(request.origin(), head, askedForRange, headNanos - sentNanos);
      }
      // What an error page takes says nothing about segments.
      heldBack = head.status() != 200 && head.status() != 206;
      listener.onHead(this, head);
    }

    @Override
    public void onData(Fetch fetch, ByteBuffer data) {
      int length = data.remaining();
      bytes += length;
      listener.onData(this, data);
      // Where our own reader sets the pace, it is not the origin's that is seen.
      heldBack |= credit.addAndGet(-length) < -MAX_OWED_BYTES;
    }

    @Override
    public void onComplete(Fetch fetch) {
      if (!heldBack && !request.mayBlock()) {
        estimates.onBody(request.origin(), bytes, nanoTime.getAsLong() - headNanos);
      }
      listener.onComplete(this);
    }

    @Override
    public void onFailure(Fetch fetch, FetchException cause) {
      listener.onFailure(this, cause);
    }

    @Override
    public void cancel() {
      Fetch fetch = running;
      if (fetch != null) {
        fetch.cancel();
      }
    }

    @Override
    public void grant(long more) {
      credit.addAndGet(more);
      Fetch fetch = running;
      if (fetch != null) {
        fetch.grant(more);
      }
    }
  }
}
