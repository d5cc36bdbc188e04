package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.PrefetchOutcome.Result;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one fill to its end: passes on what its {@link Transfer} brings, has playlists read before
 * they leave, and stores what may be stored. Its methods run on I/O threads and never block.
 */
final class FillDriver implements FetchListener {
  private static final Logger log = LoggerFactory.getLogger(FillDriver.class);

  private final LoaderParts parts;
  private final ResourceRequest request;
  private final Fill fill;
  private final PlaylistObserver observer;
  private final Consumer<PrefetchOutcome> outcome;
  private final Transfer transfer;
  private final Charge charge;
  private final AtomicBoolean over = new AtomicBoolean();
  private @Nullable Answer answer;
  private @Nullable PlaylistBuffer playlist;

  /**
   * A driver that has not begun.
   *
   * @param dueNanos when the fill will be needed, if it is fetched ahead
   */
  FillDriver(
      LoaderParts parts,
      ResourceRequest request,
      Fill fill,
      long dueNanos,
      PlaylistObserver observer,
      Consumer<PrefetchOutcome> outcome) {
    this.parts = parts;
    this.request = request;
    this.fill = fill;
    this.observer = observer;
    this.outcome = outcome;
    this.charge = parts.charge(request.fetch(), fill);
    this.transfer = new Transfer(parts, request, fill, dueNanos, this);
  }

  /** Sends the first request. The budget has been charged for it. */
  void start() {
    fill.connect(transfer::grant, transfer::cancel);
    fill.whenFirstRead(this::hurry);
    if (fill.failureReason() != null) {
      finish(PrefetchOutcome.of(Result.CANCELLED)); // whoever wanted it has left before its turn
    } else {
      transfer.start();
    }
  }

  /** A viewer waits for what may have been begun before anybody did. */
  private void hurry() {
    charge.turnIntoDemand();
    transfer.hurry();
  }

  /** Ends a fill that nobody reads; returns whether it did. */
  boolean cancelIfUnread() {
    boolean cancelled = fill.cancelIfUnread();
    if (cancelled) {
      transfer.cancel();
    }
    return cancelled;
  }

  @Override
  public void onHead(Fetch running, ResponseHead response) {
    Answer judged = new Answer(parts, request, fill, response, observer != PlaylistObserver.NONE);
    answer = judged;
    if (fill.isPrefetch() && !judged.isStorable() && cancelIfUnread()) {
      finish(judged.unstored());
      return;
    }
    if (judged.isReadablePlaylist()) {
      forgetPlaylist();
      playlist = new PlaylistBuffer(parts.maxPlaylistBytes(), parts.fills().memory());
    }
    judged.begin();
  }

  @Override
  public void onData(Fetch running, ByteBuffer data) {
    if (playlist != null) {
      running.grant(data.remaining());
      buffer(playlist, data);
    } else {
      pass(data);
    }
  }

  @Override
  public void onComplete(Fetch running) {
    if (playlist != null) {
      byte[] body = playlist.bytes();
      // Before the last byte leaves: the player's next request may come right after it.
      answered().limit(observe(body));
      pass(ByteBuffer.wrap(body));
      forgetPlaylist();
    }
    fill.complete();
    answered().keep(this::finish);
  }

  @Override
  public void onFailure(Fetch running, FetchException cause) {
    forgetPlaylist();
    boolean byUs = cause.reason() == FetchException.Cause.CANCELLED;
    if (!byUs) {
      parts.metrics().count(Counter.ORIGIN_FAILURES);
      log.debug("Fetching {} failed: {}", request.fetch().uri(), cause.getMessage());
    }
    fill.fail(translated(cause));
    finish(PrefetchOutcome.of(byUs ? Result.CANCELLED : Result.RETRY));
  }

  private void forgetPlaylist() {
    PlaylistBuffer collected = playlist;
    playlist = null;
    if (collected != null) {
      collected.close();
    }
  }

  private void buffer(PlaylistBuffer into, ByteBuffer data) {
    if (!into.append(data)) {
      // Too large to be read: it passes as it is.
      answered().drop();
      parts.metrics().count(Counter.PLAYLISTS_UNREADABLE);
      forgetPlaylist();
      pass(ByteBuffer.wrap(into.bytes()));
      pass(data);
    }
  }

  private void pass(ByteBuffer data) {
    if (!fill.append(data)) {
      // Why is known here; the transfer would only say that it was cancelled.
      finish(answered().unstored());
      transfer.cancel();
    }
  }

  private HeuristicFreshness observe(byte[] body) {
    try {
      return observer.onPlaylist(body);
    } catch (RuntimeException e) {
      parts.metrics().count(Counter.INTERNAL_FAILURES);
      log.warn("Playlist {} passes unread", request.fetch().uri(), e);
      return HeuristicFreshness.NONE;
    }
  }

  private Answer answered() {
    if (answer == null) {
      throw new IllegalStateException("a body without a head");
    }
    return answer;
  }

  private void finish(PrefetchOutcome result) {
    if (over.compareAndSet(false, true)) {
      parts.fills().remove(fill);
      charge.takeBack();
      outcome.accept(result);
      parts.onRelease().run();
    }
  }

  private FillException translated(FetchException cause) {
    FillException.Reason reason =
        switch (cause.reason()) {
          case TIMEOUT -> FillException.Reason.ORIGIN_TIMED_OUT;
          case CANCELLED -> FillException.Reason.CANCELLED;
          default -> FillException.Reason.ORIGIN_FAILED;
        };
    return new FillException(reason, request.fetch().uri() + ": " + cause.getMessage(), cause);
  }
}
