package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.cache.StorageVerdict;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.fetch.RetryPolicy;
import io.github.hlsprebuffer.http.MediaTypes;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.http.RetryAfter;
import io.github.hlsprebuffer.prefetch.PrefetchOutcome.Result;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import java.util.function.Consumer;

/** What the origin answered, and what may be done with that. Used by one thread at a time. */
final class Answer {
  private final LoaderParts parts;
  private final Fill fill;
  private final ResponseHead head;
  private final boolean isPlaylist;
  private final boolean isReadable;
  private final long sinceNanos;
  private StorageVerdict verdict;

  /**
   * Judges an answer.
   *
   * @param isObserved whether anybody wants to read playlists
   */
  Answer(
      LoaderParts parts,
      ResourceRequest request,
      Fill fill,
      ResponseHead head,
      boolean isObserved) {
    this.parts = parts;
    this.fill = fill;
    this.head = head;
    this.isPlaylist =
        request.kind() == Kind.PLAYLIST || MediaTypes.isPlaylistType(head.mediaType());
    this.isReadable =
        isPlaylist
            && isObserved
            && head.status() == 200
            && !head.isEncoded()
            && request.fetch().method().equals("GET");
    this.verdict = judge(request);
    this.sinceNanos = parts.keeper().now();
  }

  private StorageVerdict judge(ResourceRequest request) {
    StorageVerdict judged = parts.keeper().judge(fill.key(), request.fetch().fields(), head);
    boolean isKept =
        !isPlaylist
            || (judged.storable()
                && isReadable
                && head.contentLength() <= parts.maxPlaylistBytes());
    return judged.shareable() && !isKept ? judged.because(Obstacle.KIND) : judged;
  }

  /** Whether it is a playlist that can be read once it is whole. */
  boolean isReadablePlaylist() {
    return isReadable;
  }

  boolean isStorable() {
    return verdict.storable();
  }

  /** Gives it to those who wait for it. */
  void begin() {
    boolean shareable = verdict.shareable() && verdict.obstacle() != Obstacle.SIZE;
    if (!shareable || !verdict.storable()) {
      // What is not kept must not answer a request that comes after it (RFC 9111 §4). Before its
      // head is known, for a viewer may have seen the whole of it right after that.
      parts.fills().remove(fill);
    }
    fill.begin(head, shareable, verdict.selecting());
  }

  /** For how long a playlist may be served, only its content tells. */
  void limit(HeuristicFreshness freshness) {
    if (verdict.storable()) {
      verdict = verdict.within(freshness);
      if (!parts.keeper().now(verdict, sinceNanos).storable()) {
        drop();
      }
    }
  }

  /**
   * It is not kept after all. Before its last byte leaves, so that no request that comes after that
   * joins.
   */
  void drop() {
    if (verdict.storable()) {
      verdict = verdict.because(Obstacle.KIND);
      parts.fills().remove(fill);
    }
  }

  /** Stores the whole of it, where that may be, and says what became of it. */
  void keep(Consumer<PrefetchOutcome> then) {
    if (!verdict.storable() || !fill.isKeptWhole()) {
      then.accept(unstored());
      return;
    }
    parts
        .keeper()
        .keep(
            fill,
            verdict,
            head,
            // A segment lives from when it is whole: it may take as long to come as it plays.
            isPlaylist ? sinceNanos : parts.keeper().now(),
            stored -> then.accept(PrefetchOutcome.of(stored ? Result.STORED : Result.RETRY)));
  }

  /** What became of it, where it was not stored. */
  PrefetchOutcome unstored() {
    StorageVerdict reason = fill.hasOutgrown() ? verdict.because(Obstacle.SIZE) : verdict;
    parts.keeper().countObstacle(reason, fill.received());
    if (reason.obstacle() == Obstacle.STATUS) {
      return RetryPolicy.isPassing(head.status())
          ? PrefetchOutcome.retry(RetryAfter.of(head.fields(), parts.clock().instant()))
          : PrefetchOutcome.of(Result.FAILED);
    }
    if (!reason.storable()) {
      return PrefetchOutcome.notStorable(reason.obstacle());
    }
    boolean byUs = fill.failureReason() == FillException.Reason.CANCELLED;
    return PrefetchOutcome.of(byUs ? Result.CANCELLED : Result.RETRY);
  }
}
