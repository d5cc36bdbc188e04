package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.cache.StorageVerdict;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.RetryPolicy;
import io.github.hlsprebuffer.http.MediaTypes;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.PrefetchOutcome.Result;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one fill to its end: fetches, follows redirects, tries again what is worth it, and stores
 * what may be stored. Its methods run on I/O threads and never block.
 */
final class FillDriver {
  private static final Logger log = LoggerFactory.getLogger(FillDriver.class);

  private final LoaderParts parts;
  private final ResourceRequest request;
  private final Fill fill;
  private final PlaylistObserver observer;
  private final Consumer<PrefetchOutcome> outcome;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Attempt current;
  private int attempts;
  private int redirects;

  FillDriver(
      LoaderParts parts,
      ResourceRequest request,
      Fill fill,
      PlaylistObserver observer,
      Consumer<PrefetchOutcome> outcome) {
    this.parts = parts;
    this.request = request;
    this.fill = fill;
    this.observer = observer;
    this.outcome = outcome;
  }

  /** Sends the first request. The budget has been charged for it. */
  void start() {
    attempt(request.fetch());
  }

  /** Ends a fill that nobody reads; returns whether it did. */
  boolean cancelIfUnread() {
    boolean cancelled = fill.cancelIfUnread();
    if (cancelled) {
      cancelFetch();
    }
    return cancelled;
  }

  private void attempt(FetchRequest fetchRequest) {
    attempts++;
    Attempt attempt = new Attempt(fetchRequest);
    current = attempt;
    fill.connect(attempt::grant, this::cancelFetch);
    attempt.started(parts.fetcher().fetch(fetchRequest, attempt));
  }

  private void cancelFetch() {
    Attempt attempt = current;
    if (attempt != null) {
      attempt.cancel();
    }
  }

  private void finish(PrefetchOutcome result) {
    if (over.compareAndSet(false, true)) {
      parts.fills().remove(fill);
      releaseBudget();
      outcome.accept(result);
      parts.onRelease().run();
    }
  }

  private void releaseBudget() {
    if (fill.isPrefetch()) {
      parts.budget().releasePrefetch(request.fetch());
    } else {
      parts.budget().release(request.fetch());
    }
  }

  /** One request and its response. */
  private final class Attempt implements FetchListener {
    private final FetchRequest sent;
    private boolean superseded;
    private @Nullable PlaylistBuffer playlist;
    private @Nullable StorageVerdict verdict;
    private @Nullable ResponseHead head;
    private long headNanos;
    private volatile @Nullable Fetch fetch;
    private volatile boolean cancelled;

    Attempt(FetchRequest sent) {
      this.sent = sent;
    }

    /** The fetch is known, here or in {@link #onHead}, whichever comes first. */
    void started(Fetch running) {
      fetch = running;
      if (cancelled) {
        running.cancel();
      }
    }

    void cancel() {
      cancelled = true;
      Fetch running = fetch;
      if (running != null) {
        running.cancel();
      }
    }

    void grant(long bytes) {
      Fetch running = fetch;
      if (running != null) {
        running.grant(bytes);
      }
    }

    @Override
    public void onHead(Fetch running, ResponseHead response) {
      started(running);
      FetchRequest redirected = redirected(response);
      if (redirected != null) {
        superseded = true;
        redirects++;
        attempt(redirected);
        return;
      }
      StorageVerdict judged = judge(response);
      head = response;
      headNanos = parts.keeper().now();
      verdict = judged;
      if (fill.isPrefetch() && !judged.storable() && cancelIfUnread()) {
        finish(unstored());
        return;
      }
      if (isReadablePlaylist(response)) {
        playlist = new PlaylistBuffer(parts.maxPlaylistBytes());
      }
      boolean shareable = judged.shareable() && judged.obstacle() != Obstacle.SIZE;
      if (!shareable || !judged.storable()) {
        // What is not kept must not answer a request that comes after it (RFC 9111 §4). Before its
        // head is known, for a viewer may have seen the whole of it right after that.
        parts.fills().remove(fill);
      }
      fill.begin(response, shareable, judged.selecting());
    }

    @Override
    public void onData(Fetch running, ByteBuffer data) {
      if (superseded) {
        running.grant(data.remaining());
      } else if (playlist != null) {
        running.grant(data.remaining());
        buffer(playlist, data);
      } else {
        pass(data);
      }
    }

    @Override
    public void onComplete(Fetch running) {
      if (superseded) {
        return;
      }
      if (playlist != null) {
        byte[] body = playlist.bytes();
        // Before the last byte leaves: the player's next request may come right after it.
        limit(observe(body));
        pass(ByteBuffer.wrap(body));
      }
      fill.complete();
      conclude();
    }

    @Override
    public void onFailure(Fetch running, FetchException cause) {
      if (superseded) {
        return;
      }
      boolean retry =
          head == null && !fill.isPrefetch() && RetryPolicy.retriesDemand(cause.reason(), attempts);
      if (retry && !over.get()) {
        attempt(sent);
        return;
      }
      boolean byUs = cause.reason() == FetchException.Cause.CANCELLED;
      if (!byUs) {
        parts.metrics().count(Counter.ORIGIN_FAILURES);
        log.debug("Fetching {} failed: {}", sent.uri(), cause.getMessage());
      }
      fill.fail(translated(cause));
      finish(PrefetchOutcome.of(byUs ? Result.CANCELLED : Result.RETRY));
    }

    private @Nullable FetchRequest redirected(ResponseHead response) {
      boolean mayFollow =
          request.kind() == Kind.SEGMENT && redirects < RedirectPolicy.MAX_REDIRECTS;
      return mayFollow ? parts.redirects().next(sent, response) : null;
    }

    private StorageVerdict judge(ResponseHead response) {
      StorageVerdict judged = parts.keeper().judge(fill.key(), request.fetch().fields(), response);
      boolean unkept =
          isPlaylist(response)
              && !(judged.storable()
                  && isReadablePlaylist(response)
                  && response.contentLength() <= parts.maxPlaylistBytes());
      return judged.shareable() && unkept ? judged.because(Obstacle.KIND) : judged;
    }

    /** For how long a playlist may be served, only its content tells. */
    private void limit(HeuristicFreshness freshness) {
      StorageVerdict judged = verdict;
      if (judged != null && judged.storable()) {
        StorageVerdict limited = judged.within(freshness);
        verdict = limited;
        if (!parts.keeper().now(limited, headNanos).storable()) {
          dropPlaylist(limited);
        }
      }
    }

    /** Before the last byte leaves, so that no request that comes after it joins. */
    private void dropPlaylist(StorageVerdict judged) {
      verdict = judged.because(Obstacle.KIND);
      parts.fills().remove(fill);
    }

    private boolean isPlaylist(ResponseHead response) {
      return request.kind() == Kind.PLAYLIST || MediaTypes.isPlaylistType(response.mediaType());
    }

    private boolean isReadablePlaylist(ResponseHead response) {
      return isPlaylist(response)
          && response.status() == 200
          && !response.isEncoded()
          && request.fetch().method().equals("GET")
          && observer != PlaylistObserver.NONE;
    }

    private void buffer(PlaylistBuffer into, ByteBuffer data) {
      if (!into.append(data)) {
        // Too large to be read: it passes as it is.
        playlist = null;
        StorageVerdict judged = verdict;
        if (judged != null && judged.storable()) {
          dropPlaylist(judged);
        }
        parts.metrics().count(Counter.PLAYLISTS_UNREADABLE);
        pass(ByteBuffer.wrap(into.bytes()));
        pass(data);
      }
    }

    private void pass(ByteBuffer data) {
      if (!fill.append(data)) {
        // Why is known here; the fetch would only say that it was cancelled.
        finish(unstored());
        cancelFetch();
      }
    }

    private HeuristicFreshness observe(byte[] body) {
      try {
        return observer.onPlaylist(body);
      } catch (RuntimeException e) {
        parts.metrics().count(Counter.INTERNAL_FAILURES);
        log.warn("Playlist {} passes unread", sent.uri(), e);
        return HeuristicFreshness.NONE;
      }
    }

    private void conclude() {
      StorageVerdict judged = verdict;
      ResponseHead response = head;
      if (judged != null && response != null && judged.storable() && fill.isKeptWhole()) {
        parts
            .keeper()
            .keep(
                fill,
                judged,
                response,
                // A segment lives from when it is whole: it may take as long to come as it plays.
                isPlaylist(response) ? headNanos : parts.keeper().now(),
                stored -> finish(PrefetchOutcome.of(stored ? Result.STORED : Result.RETRY)));
      } else {
        finish(unstored());
      }
    }

    private PrefetchOutcome unstored() {
      StorageVerdict judged = verdict;
      ResponseHead response = head;
      if (judged == null || response == null) {
        throw new IllegalStateException("a body without a head");
      }
      StorageVerdict reason = fill.hasOutgrown() ? judged.because(Obstacle.SIZE) : judged;
      parts.keeper().countObstacle(reason, fill.received());
      if (reason.obstacle() == Obstacle.STATUS) {
        return PrefetchOutcome.of(
            RetryPolicy.isPassing(response.status()) ? Result.RETRY : Result.FAILED);
      }
      if (!reason.storable()) {
        return new PrefetchOutcome(Result.NOT_STORABLE, reason.obstacle());
      }
      boolean byUs = fill.failureReason() == FillException.Reason.CANCELLED;
      return PrefetchOutcome.of(byUs ? Result.CANCELLED : Result.RETRY);
    }

    private FillException translated(FetchException cause) {
      FillException.Reason reason =
          switch (cause.reason()) {
            case TIMEOUT -> FillException.Reason.ORIGIN_TIMED_OUT;
            case CANCELLED -> FillException.Reason.CANCELLED;
            case CONNECT, BROKEN, UNAVAILABLE -> FillException.Reason.ORIGIN_FAILED;
          };
      return new FillException(reason, sent.uri() + ": " + cause.getMessage(), cause);
    }
  }
}
