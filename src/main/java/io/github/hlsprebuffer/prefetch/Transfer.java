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
 * nothing has begun, for the rest of a body that breaks off, a second time where nothing comes, and
 * for several parts at once of what a viewer waits for. Whoever listens is told of one response.
 * Thread-safe.
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
  private final Strands strands;
  private final PartsAhead ahead = new PartsAhead();
  private final Splitter splitter;
  private final Hedge hedge;
  private final Resumptions resumptions = new Resumptions();
  private final Object flow = new Object();
  private long used; // guarded by flow
  private volatile @Nullable Strand current;
  private @Nullable FetchRequest answered;
  private @Nullable Representation body;
  private boolean begun;
  private boolean over;
  private boolean inParts;
  private long position;
  private int retries;
  private int redirects;
  private long startedNanos;

  /** Whether the budget is not charged, in a pause before another try. */
  private boolean aside;

  /** Whether that pause is over, and another try is to begin as soon as it is its turn. */
  private boolean queued;

  /**
   * A transfer that has not begun.
   *
   * @param dueNanos when the fill will be needed, if it is fetched ahead
   */
  Transfer(
      LoaderParts parts,
      ResourceRequest request,
      Fill fill,
      long dueNanos,
      FetchListener listener) {
    this.parts = parts;
    this.request = request;
    this.fill = fill;
    this.listener = listener;
    strands = new Strands(parts, this);
    splitter = new Splitter(parts, request, fill, dueNanos, strands, ahead);
    StallWatch watch =
        new StallWatch(parts.timer(), parts.keeper()::now, () -> calls.run(this::checkStall));
    hedge = new Hedge(watch, this::openRival);
  }

  /** Sends the first request, or as many as promise to bring the response soonest. */
  void start() {
    calls.run(
        () -> {
          if (!over) {
            startedNanos = parts.keeper().now();
            Strand first = splitter.openAll();
            inParts = first != null;
            current = first == null ? strands.open(request.fetch(), 0) : first;
            watch();
          }
        });
  }

  /**
   * A viewer waits for what was asked for in one request, as long as nobody did: unless it is about
   * to come, others are sent beside that one. What comes already is split as it comes.
   */
  void hurry() {
    calls.run(
        () -> {
          Strand only = current;
          boolean isUnanswered = !over && !begun && !strands.isCancelled() && ahead.isEmpty();
          if (isUnanswered
              && only != null
              && !only.request().isPart()
              && retries + redirects == 0) {
            splitter.openBeside(only.request(), startedNanos);
          }
        });
  }

  /**
   * What the origin may hold back is not stalled, and what is asked of this server is no slower.
   */
  private void watch() {
    FetchRequest first = request.fetch();
    boolean isAwaitable =
        first.method().equals("GET") && !first.mayBlock() && request.kind() != Kind.OTHER;
    if (isAwaitable && first.host() == null && parts.splits().maySplit()) {
      hedge.begin(parts.estimates().of(first.origin()).latencyNanos());
    }
  }

  @Override
  public void cancel() {
    strands.cancel();
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
    strands.ended(strand);
    calls.run(() -> completed(strand));
  }

  void onFailure(Strand strand, FetchException cause) {
    strands.ended(strand);
    calls.run(() -> failed(strand, cause));
  }

  // ---- heads; one call at a time from here on

  private void arrived(Strand strand, ResponseHead head) {
    strand.answered(parts.keeper().now());
    if (over) {
      return;
    }
    if (hedge.is(strand)) {
      rivalArrived(strand, head);
    } else if (ahead.contains(strand)) {
      strand.keep(head);
      checkPart(strand);
    } else if (strand == current) {
      currentArrived(strand, head);
    }
  }

  private void currentArrived(Strand strand, ResponseHead head) {
    hedge.progress();
    if (begun) {
      continueWith(strand, head);
    } else if (strand.request().isPart()) {
      partArrived(strand, head);
    } else {
      wholeArrived(strand.request(), head);
    }
  }

  private void wholeArrived(FetchRequest sent, ResponseHead head) {
    FetchRequest redirected = redirected(sent, head);
    if (redirected != null) {
      ahead.clear();
      redirects++;
      send(redirected, 0);
      return;
    }
    Duration pause = pauseAfter(sent, head);
    if (pause != null) {
      retries++;
      current = null;
      sendLater(pause, sent);
      return;
    }
    splitter.learn(sent, head);
    begin(sent, head, Representation.of(sent, head));
    checkParts();
  }

  /** What the origin has refused waits for its turn once more, and leaves its place to others. */
  private void sendLater(Duration pause, FetchRequest toSend) {
    aside = true;
    parts.gate().stepAside(request.fetch());
    after(pause, () -> queue(toSend), broken("shutting down"));
    parts.onRelease().run();
  }

  private void queue(FetchRequest toSend) {
    aside = false;
    queued = true;
    parts.gate().readmit(request.fetch(), () -> calls.run(() -> sendInTurn(toSend)));
  }

  private void sendInTurn(FetchRequest toSend) {
    queued = false;
    if (strands.isCancelled()) {
      fail(cancelled());
    } else {
      send(toSend, 0);
    }
  }

  private void partArrived(Strand strand, ResponseHead head) {
    Representation of = head.status() == 206 ? Representation.ofFirstPart(head) : null;
    if (of != null) {
      beginInParts(strand, head, of);
      return;
    }
    ahead.clear();
    if (head.status() < 400) {
      splitter.refuse(strand);
    }
    if (head.status() == 206 || head.status() == 416) {
      // Of what, nobody can tell; or there is nothing, which a range cannot say.
      send(request.fetch(), 0);
    } else {
      wholeArrived(request.fetch(), head);
    }
  }

  private void beginInParts(Strand strand, ResponseHead head, Representation of) {
    strand.bringsUpTo(of.continuedBy(head, 0));
    begin(request.fetch(), of.head(), of);
    checkParts();
  }

  private void checkParts() {
    if (body == null || !fill.isKept()) {
      ahead.clear();
    }
    ahead.all().forEach(this::checkPart);
  }

  private void begin(FetchRequest sent, ResponseHead head, @Nullable Representation of) {
    begun = true;
    answered = sent;
    body = of;
    listener.onHead(this, head);
  }

  /** Sends a request in place of the last one, with as much time as that had. */
  private void send(FetchRequest toSend, long from) {
    hedge.progress();
    current = strands.open(toSend, from);
  }

  /** Whether what a part was answered, if it has been, is of the same body. */
  private void checkPart(Strand strand) {
    ResponseHead head = strand.head();
    if (!begun || !ahead.contains(strand)) {
      return;
    }
    if (strand.from() >= Objects.requireNonNull(body).length()) {
      ahead.dropFrom(strand);
    } else if (head != null && !continues(strand, head)) {
      if (!RetryPolicy.isPassing(head.status())) {
        splitter.refuse(strand);
      }
      ahead.dropFrom(strand);
    } else {
      ahead.checkEnd(strand);
    }
  }

  private @Nullable FetchRequest redirected(FetchRequest sent, ResponseHead head) {
    boolean mayFollow = request.kind() == Kind.SEGMENT && redirects < RedirectPolicy.MAX_REDIRECTS;
    return mayFollow ? parts.redirects().next(sent, head) : null;
  }

  /** How long to wait before asking again, or null where the answer is a viewer's business. */
  private @Nullable Duration pauseAfter(FetchRequest sent, ResponseHead head) {
    boolean mayRepeat =
        !fill.isPrefetch()
            && !strands.isCancelled()
            && !sent.mayBlock()
            && request.kind() != Kind.OTHER;
    return mayRepeat
        ? RetryPolicy.demandPause(
            head.status(),
            RetryAfter.of(head.fields(), parts.clock().instant()),
            1 + retries,
            parts.budget().hasServedSince(sent.origin(), startedNanos),
            parts.random())
        : null;
  }

  private void continueWith(Strand strand, ResponseHead head) {
    if (continues(strand, head)) {
      return;
    }
    current = null;
    strand.cancel();
    FetchException refusal = broken("answered the rest with " + head.status());
    if (RetryPolicy.isPassing(head.status())) {
      resume(refusal);
    } else if (inParts) {
      // Of several machines that don't agree another one may have what the first one began.
      splitter.refuse(strand);
      resume(refusal);
    } else {
      fail(refusal);
    }
  }

  /** Whether an answer brings more of the same body, and from where the strand begins on. */
  private boolean continues(Strand strand, ResponseHead head) {
    Representation expected = body;
    long bytes = expected == null ? 0 : expected.continuedBy(head, strand.from());
    if (expected == null || bytes == 0) {
      return false;
    }
    body = expected.completedBy(head);
    strand.bringsUpTo(strand.from() + bytes);
    return true;
  }

  // ---- bytes

  private void received(Strand strand, ByteBuffer data) {
    strand.received(data.remaining());
    if (hedge.is(strand) && !over) {
      adopt(strand);
    }
    if (strand == current && !over) {
      deliver(strand, data);
    } else if (ahead.contains(strand)) {
      ahead.keep(strand, data);
    } else {
      strand.drain(data.remaining());
    }
  }

  private void deliver(Strand strand, ByteBuffer data) {
    hedge.progress();
    long next = ahead.isEmpty() ? Long.MAX_VALUE : ahead.nextFrom();
    long end = strand.to() < 0 ? Long.MAX_VALUE : strand.to();
    if (end < next && data.remaining() > end - position) {
      current = null;
      strand.cancel();
      fail(broken("longer than announced"));
      return;
    }
    data.limit(data.position() + (int) Math.min(data.remaining(), next - position));
    position += data.remaining();
    listener.onData(this, data);
    if (over) {
      return;
    }
    if (position == next) {
      nextPart(strand);
    } else if (body != null) {
      splitter.divideRest(strand, Objects.requireNonNull(answered), body, position);
    }
  }

  private void nextPart(Strand before) {
    if (before.to() != position) {
      before.cancel(); // it would bring again what others bring
    }
    Strand next = ahead.take();
    current = next;
    next.release(
        data -> {
          if (current == next && !over) {
            deliver(next, data);
          }
        });
    if (current == next && next.hasEnded()) {
      completed(next);
    }
  }

  // ---- ends

  private void completed(Strand strand) {
    if (ahead.contains(strand)) {
      strand.end();
      checkPart(strand);
    } else if (hedge.is(strand)) {
      hedge.drop();
    } else if (strand == current && !over) {
      Representation of = body;
      if (of != null && position < of.length()) {
        current = null;
        FetchException tooShort = broken("shorter than announced");
        if (position == strand.to()) {
          askForRest(tooShort); // what was to follow has been given up
        } else {
          resume(tooShort);
        }
      } else {
        if (strand.request().isPart()) {
          parts.estimates().onLength(strand.request().origin(), position);
        }
        end();
        listener.onComplete(this);
      }
    }
  }

  private void failed(Strand strand, FetchException cause) {
    if (ahead.contains(strand)) {
      ahead.dropFrom(strand);
    } else if (hedge.is(strand)) {
      hedge.drop();
    } else if (strand == current && !over) {
      current = hedge.take();
      if (current == null) {
        goOnAfter(strand, cause);
      } else if (!begun) {
        ahead.clear();
      }
    }
  }

  private void goOnAfter(Strand strand, FetchException cause) {
    if (begun) {
      resume(cause);
      return;
    }
    ahead.clear();
    boolean mayRepeat = !strands.isCancelled() && !fill.isPrefetch();
    if (mayRepeat && RetryPolicy.retriesDemand(cause.reason(), 1 + retries)) {
      retries++;
      send(whole(strand), 0);
    } else {
      fail(cause);
    }
  }

  /** The request as it would be, had nothing been split. */
  private FetchRequest whole(Strand strand) {
    return strand.request().isPart() ? request.fetch() : strand.request();
  }

  private void resume(FetchException cause) {
    if (askForRest(cause)) {
      parts.metrics().count(Counter.ORIGIN_FAILURES);
      log.debug("{} broke off at {}: {}", request.fetch().uri(), position, cause.getMessage());
    }
  }

  /** Asks for what has not come, or fails; returns whether it asks. */
  private boolean askForRest(FetchException otherwise) {
    boolean possible = body != null && !strands.isCancelled() && !over;
    Duration pause =
        possible ? resumptions.next(otherwise.reason(), position, parts.random()) : null;
    if (pause == null) {
      fail(strands.isCancelled() ? cancelled() : otherwise);
      return false;
    }
    after(pause, () -> send(rest(), position), otherwise);
    return true;
  }

  /** Asks for what has not come and nothing else is about to bring. */
  private FetchRequest rest() {
    return Objects.requireNonNull(body)
        .rest(Objects.requireNonNull(answered), position, ahead.nextFrom());
  }

  /** Goes on after a pause, unless it ends first. */
  @SuppressWarnings("FutureReturnValueIgnored") // what ends the pause early makes it idle
  private void after(Duration pause, Runnable then, FetchException otherwise) {
    Runnable next =
        () -> {
          if (over || strands.isCancelled()) {
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

  /** Between two requests there is nothing that would tell of a cancellation. */
  private void endPause() {
    if (current == null && !queued && strands.isCancelled()) {
      fail(cancelled());
    }
  }

  private static FetchException cancelled() {
    return new FetchException(Cause.CANCELLED, "Cancelled", new CancellationException());
  }

  private void fail(FetchException cause) {
    if (!over) {
      if (aside) {
        aside = false;
        parts.gate().giveUp(request.fetch());
      }
      end();
      listener.onFailure(this, cause);
    }
  }

  private void end() {
    over = true;
    hedge.end();
    ahead.clear();
  }

  private FetchException broken(String what) {
    String message = request.fetch().uri() + ": " + what;
    return new FetchException(Cause.BROKEN, message, new IllegalStateException(message));
  }

  // ---- stalls

  private void checkStall() {
    if (over || strands.isCancelled()) {
      return;
    }
    if (current == null || isHeldBack()) {
      hedge.progress(); // nothing can come
    }
    hedge.check();
  }

  private boolean isHeldBack() {
    synchronized (flow) {
      return used < position;
    }
  }

  private @Nullable Strand openRival() {
    Strand stalled = current;
    if (stalled == null || !fill.isRead() || (begun && body == null)) {
      return null;
    }
    return begun ? strands.openExtra(rest(), position) : strands.openExtra(whole(stalled), 0);
  }

  private void rivalArrived(Strand rival, ResponseHead head) {
    if (begun) {
      if (!continues(rival, head)) {
        hedge.drop();
      }
    } else if (head.status() < 500) {
      adopt(rival);
      currentArrived(rival, head);
    } else {
      hedge.drop();
    }
  }

  private void adopt(Strand winner) {
    Strand stalled = current;
    current = hedge.take();
    if (stalled != null && stalled != winner) {
      stalled.cancel();
    }
    if (!begun) {
      ahead.clear();
    }
  }
}
