package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.RetryPolicy;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.http.RetryAfter;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one response, with as many requests as that takes: follows redirects, asks again where
 * nothing has begun, and for the rest of a body that breaks off. Whoever listens is told of one
 * response. Thread-safe.
 */
final class Transfer implements Fetch {
  /*
   * Threads. What requests bring goes through `calls`, which keeps its order and has one of them
   * speak at a time; everything without another comment is used there only. Bytes are used up, and
   * the transfer is cancelled, on any thread.
   */
  private static final Logger log = LoggerFactory.getLogger(Transfer.class);

  private final LoaderParts parts;
  private final ResourceRequest request;
  private final Fill fill;
  private final FetchListener listener;
  private final CallQueue calls = new CallQueue();
  private final Object flow = new Object();
  private long used; // guarded by flow
  private volatile @Nullable Strand current;
  private volatile boolean cancelled;
  private @Nullable Strand answered;
  private @Nullable Representation representation;
  private boolean begun;
  private boolean over;
  private long position;
  private long end = -1;
  private long resumedAt = -1;
  private int retries;
  private int redirects;
  private int resumptions;
  private int barren;

  Transfer(LoaderParts parts, ResourceRequest request, Fill fill, FetchListener listener) {
    this.parts = parts;
    this.request = request;
    this.fill = fill;
    this.listener = listener;
  }

  /** Sends the first request. */
  void start() {
    calls.run(
        () -> {
          if (!over) {
            send(request.fetch());
          }
        });
  }

  @Override
  public void cancel() {
    cancelled = true;
    Strand running = current;
    if (running != null) {
      running.cancel();
    }
    calls.run(this::endPause);
  }

  @Override
  public void grant(long bytes) {
    long usedNow;
    synchronized (flow) {
      used += bytes;
      usedNow = used;
    }
    Strand running = current;
    if (running != null) {
      running.allow(usedNow);
    }
  }

  // ---- what a strand says, on its own thread

  void onHead(Strand strand, ResponseHead head) {
    calls.run(() -> arrived(strand, head));
  }

  void onData(Strand strand, ByteBuffer data) {
    if (calls.tryEnter()) {
      try {
        received(strand, data);
      } finally {
        calls.leave();
      }
    } else {
      ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
      calls.run(() -> received(strand, copy));
    }
  }

  void onComplete(Strand strand) {
    calls.run(() -> completed(strand));
  }

  void onFailure(Strand strand, FetchException cause) {
    calls.run(() -> failed(strand, cause));
  }

  // ---- one at a time

  private void send(FetchRequest toSend) {
    Strand strand = new Strand(this, toSend, position);
    current = strand;
    strand.started(parts.fetcher().fetch(toSend, strand));
    if (cancelled) {
      strand.cancel();
    }
  }

  private void arrived(Strand strand, ResponseHead head) {
    if (strand != current) {
      return;
    }
    if (begun) {
      continueWith(strand, head);
      return;
    }
    FetchRequest redirected = redirected(strand.request(), head);
    if (redirected != null) {
      redirects++;
      send(redirected);
      return;
    }
    Duration pause = pauseAfter(strand.request(), head);
    if (pause != null) {
      current = null;
      retries++;
      after(pause, () -> send(strand.request()), broken("shutting down"));
      return;
    }
    begun = true;
    answered = strand;
    representation = Representation.of(strand.request(), head);
    listener.onHead(this, head);
  }

  private @Nullable FetchRequest redirected(FetchRequest sent, ResponseHead head) {
    boolean mayFollow = request.kind() == Kind.SEGMENT && redirects < RedirectPolicy.MAX_REDIRECTS;
    return mayFollow ? parts.redirects().next(sent, head) : null;
  }

  /** How long to wait before asking again, or null where the answer is a viewer's business. */
  private @Nullable Duration pauseAfter(FetchRequest sent, ResponseHead head) {
    boolean mayRepeat =
        !fill.isPrefetch() && !cancelled && !sent.mayBlock() && request.kind() != Kind.OTHER;
    return mayRepeat
        ? RetryPolicy.demandPause(
            head.status(),
            RetryAfter.of(head.fields(), parts.clock().instant()),
            1 + retries,
            parts.random())
        : null;
  }

  private void continueWith(Strand strand, ResponseHead head) {
    Representation expected = representation;
    long bytes = expected == null ? 0 : expected.continuedBy(head, position);
    if (expected != null && bytes > 0) {
      representation = expected.completedBy(head);
      end = position + bytes;
      return;
    }
    current = null;
    strand.cancel();
    FetchException refusal = broken("answered the rest with " + head.status());
    if (RetryPolicy.isPassing(head.status())) {
      resume(refusal);
    } else {
      fail(refusal);
    }
  }

  private void received(Strand strand, ByteBuffer data) {
    if (strand != current) {
      strand.drain(data.remaining());
    } else if (end >= 0 && position + data.remaining() > end) {
      current = null;
      strand.cancel();
      fail(broken("longer than announced"));
    } else {
      position += data.remaining();
      listener.onData(this, data);
    }
  }

  private void completed(Strand strand) {
    if (strand != current) {
      return;
    }
    Representation whole = representation;
    if (whole != null && position < whole.length()) {
      current = null;
      resume(broken("shorter than announced"));
    } else {
      over = true;
      listener.onComplete(this);
    }
  }

  private void failed(Strand strand, FetchException cause) {
    if (strand != current) {
      return;
    }
    current = null;
    if (begun) {
      resume(cause);
    } else if (!cancelled
        && !fill.isPrefetch()
        && RetryPolicy.retriesDemand(cause.reason(), 1 + retries)) {
      retries++;
      send(strand.request());
    } else {
      fail(cause);
    }
  }

  private void resume(FetchException cause) {
    barren = position > resumedAt ? 0 : barren + 1;
    resumedAt = position;
    boolean possible = representation != null && !cancelled && !over;
    if (!possible || !RetryPolicy.resumes(cause.reason(), barren, resumptions)) {
      fail(cause);
      return;
    }
    resumptions++;
    parts.metrics().count(Counter.ORIGIN_FAILURES);
    log.debug("{} broke off at {}: {}", request.fetch().uri(), position, cause.getMessage());
    after(RetryPolicy.resumptionDelay(barren, parts.random()), this::askForRest, cause);
  }

  /** Goes on after a pause, unless it ends first. */
  @SuppressWarnings("FutureReturnValueIgnored") // what ends the pause early makes it idle
  private void after(Duration pause, Runnable then, FetchException otherwise) {
    Runnable next =
        () -> {
          if (over || cancelled) {
            endPause();
          } else {
            then.run();
          }
        };
    if (pause.isZero()) {
      next.run();
      return;
    }
    try {
      parts.timer().schedule(() -> calls.run(next), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      fail(otherwise); // shutting down
    }
  }

  private void askForRest() {
    Representation whole = Objects.requireNonNull(representation);
    send(whole.rest(Objects.requireNonNull(answered).request(), position));
  }

  /** Between two requests there is nothing that would tell of a cancellation. */
  private void endPause() {
    if (current == null && cancelled) {
      fail(new FetchException(Cause.CANCELLED, "Cancelled", new CancellationException()));
    }
  }

  private void fail(FetchException cause) {
    if (!over) {
      over = true;
      listener.onFailure(this, cause);
    }
  }

  private FetchException broken(String what) {
    String message = request.fetch().uri() + ": " + what;
    return new FetchException(Cause.BROKEN, message, new IllegalStateException(message));
  }
}
