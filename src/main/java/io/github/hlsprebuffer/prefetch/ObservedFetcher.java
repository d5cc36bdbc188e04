package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.SegmentFetcher;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.http.RetryAfter;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A fetcher from whose fetches it is learnt how the origins answer. Thread-safe. */
final class ObservedFetcher implements SegmentFetcher {
  /** Half of what HttpClient lets come before anything is granted. */
  private static final long MAX_OWED_BYTES = 32 << 10;

  private static final Set<Integer> OVERLOADED = Set.of(429, 503, 504);

  private final SegmentFetcher fetcher;
  private final OriginEstimates estimates;
  private final OriginBudget budget;
  private final CircuitBreaker breaker;
  private final PrebufferMetrics metrics;
  private final Clock clock;
  private final LongSupplier nanoTime;

  ObservedFetcher(
      SegmentFetcher fetcher,
      OriginEstimates estimates,
      OriginBudget budget,
      CircuitBreaker breaker,
      PrebufferMetrics metrics,
      Clock clock,
      LongSupplier nanoTime) {
    this.fetcher = fetcher;
    this.estimates = estimates;
    this.budget = budget;
    this.breaker = breaker;
    this.metrics = metrics;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  @Override
  public Fetch fetch(FetchRequest request, FetchListener listener) {
    Observed observed = new Observed(request, listener);
    if (breaker.admits(request.origin())) {
      observed.running = fetcher.fetch(request, observed);
    } else {
      listener.onFailure(observed, unavailable(request.origin()));
    }
    return observed;
  }

  private static FetchException unavailable(String origin) {
    return new FetchException(
        FetchException.Cause.UNAVAILABLE, origin + " does not answer", new ConnectException());
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
    private int status;
    private long headNanos;
    private long bytes;
    private boolean heldBack;
    private @Nullable LinkMeter meter;

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
      breaker.onAnswer(request.origin());
      if (OVERLOADED.contains(head.status())) {
        overloaded(RetryAfter.of(head.fields(), clock.instant()));
      }
      status = head.status();
      // What an error page takes says nothing about segments.
      heldBack = status != 200 && status != 206;
      if (!request.mayBlock()) {
        meter = estimates.meter(request.origin());
      }
      if (meter != null) {
        meter.begin(headNanos);
      }
      listener.onHead(this, head);
    }

    @Override
    public void onData(Fetch fetch, ByteBuffer data) {
      int length = data.remaining();
      bytes += length;
      listener.onData(this, data);
      // Where our own reader sets the pace, it is not the origin's that is seen.
      heldBack |= credit.addAndGet(-length) < -MAX_OWED_BYTES;
      if (meter != null) {
        meter.received(length, !heldBack, nanoTime.getAsLong());
      }
    }

    @Override
    public void onComplete(Fetch fetch) {
      bodyEnded();
      learnRate(/* whole= */ !request.isPart());
      if (status < 400 && !request.mayBlock()) {
        budget.onSuccess(request.origin(), sentNanos);
      }
      listener.onComplete(this);
    }

    @Override
    public void onFailure(Fetch fetch, FetchException cause) {
      bodyEnded();
      if (cause.reason() == FetchException.Cause.CANCELLED) {
        // Where others bring the rest, as they always do of a slow origin's.
        learnRate(/* whole= */ false);
      }
      boolean silent =
          cause.reason() == FetchException.Cause.CONNECT
              || cause.reason() == FetchException.Cause.TIMEOUT;
      if (silent && status == 0 && !request.mayBlock()) {
        breaker.onSilence(request.origin());
        overloaded(Duration.ZERO);
      }
      listener.onFailure(this, cause);
    }

    private void learnRate(boolean whole) {
      if (heldBack || request.mayBlock()) {
        return;
      }
      long nanos = nanoTime.getAsLong() - headNanos;
      if (whole) {
        estimates.onBody(request.origin(), bytes, nanos);
      } else {
        estimates.onPart(request.origin(), bytes, nanos);
      }
    }

    private void bodyEnded() {
      LinkMeter begun = meter;
      meter = null;
      if (begun != null) {
        begun.end(nanoTime.getAsLong());
      }
    }

    private void overloaded(Duration retryAfter) {
      metrics.count(Counter.ORIGIN_OVERLOADS);
      budget.onOverload(request.origin(), sentNanos, retryAfter);
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
