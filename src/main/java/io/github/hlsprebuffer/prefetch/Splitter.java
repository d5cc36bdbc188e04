package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.prefetch.SplitPolicy.Split;
import org.jspecify.annotations.Nullable;

/**
 * Sends several requests for parts of one body: at once, or for the rest of it when one request
 * turns out to be slow. Not thread-safe.
 */
final class Splitter {
  private final LoaderParts parts;
  private final ResourceRequest request;
  private final Fill fill;
  private final long dueNanos;
  private final Strands strands;
  private final PartsAhead ahead;
  private boolean mayDivideRest = true;

  /**
   * A splitter of what one fill is to get.
   *
   * @param dueNanos when it will be needed, if it is fetched ahead
   */
  Splitter(
      LoaderParts parts,
      ResourceRequest request,
      Fill fill,
      long dueNanos,
      Strands strands,
      PartsAhead ahead) {
    this.dueNanos = dueNanos;
    this.parts = parts;
    this.request = request;
    this.fill = fill;
    this.strands = strands;
    this.ahead = ahead;
  }

  private boolean maySplit() {
    return request.kind() == Kind.SEGMENT
        && parts.splits().mayPart(request.fetch())
        && fill.isKept()
        && (fill.isPrefetch() || fill.isRead());
  }

  /**
   * In how many parts it must be asked for to be there in time: in all that make sense where a
   * viewer waits for it; of what is fetched ahead, which has time, in no more than it needs.
   *
   * @param bytes that are to come
   */
  private Split inTime(Split split, long bytes, OriginEstimate estimate) {
    if (!fill.isPrefetch() || fill.isRead()) {
      return split;
    }
    long left = dueNanos - parts.keeper().now() - estimate.latencyNanos();
    double transfer = bytes * 1e9 / Math.max(1, estimate.bytesPerSecond());
    double needed = left <= 0 ? split.parts() : Math.ceil(transfer / left);
    return split.in((int) Math.max(1, Math.min(split.parts(), needed)));
  }

  private OriginEstimate estimate(FetchRequest of) {
    return parts.estimates().of(of.origin());
  }

  /**
   * Sends requests for all parts, and returns the first of them; null where one for all is best.
   */
  @Nullable Strand openAll() {
    FetchRequest whole = request.fetch();
    OriginEstimate estimate = estimate(whole);
    boolean mayGuess = !fill.isPrefetch() || estimate.bytesPerSecond() > 0;
    Split useful = mayGuess && maySplit() ? parts.splits().whole(whole, estimate) : null;
    if (useful == null) {
      return null;
    }
    Split wanted = inTime(useful, useful.bytes(), estimate);
    int extra = strands.reserve(whole, wanted.parts() - 1);
    if (extra == 0) {
      return null;
    }
    Split split = wanted.in(1 + extra);
    Strand first = strands.open(part(whole, split, 0), 0);
    openOthers(whole, split);
    return first;
  }

  /**
   * Sends requests for what one that has not been answered yet would bring last.
   *
   * @param sentNanos when that was sent
   */
  void openBeside(FetchRequest whole, long sentNanos) {
    OriginEstimate estimate = estimate(whole);
    long nanos = parts.keeper().now() - sentNanos;
    Split useful = maySplit() ? parts.splits().unanswered(whole, nanos, estimate) : null;
    if (useful != null) {
      int extra = strands.reserve(whole, useful.parts() - 1);
      openOthers(whole, useful.in(1 + extra));
    }
  }

  /** All parts but the first. */
  private void openOthers(FetchRequest whole, Split split) {
    for (int i = 1; i < split.parts(); i++) {
      ahead.add(strands.openReserved(part(whole, split, i), split.from(i)));
    }
  }

  private static FetchRequest part(FetchRequest whole, Split split, int part) {
    String last = split.to(part) < 0 ? "" : Long.toString(split.to(part) - 1);
    return whole.forPart().with("Range", "bytes=" + split.from(part) + "-" + last);
  }

  /**
   * Sends requests for what one of them will not bring soon, once for each transfer.
   *
   * @param strand the request that brings the rest so far
   * @param answered the request whose answer the body is
   */
  void divideRest(Strand strand, FetchRequest answered, Representation of, long position) {
    if (!mayDivideRest || !ahead.isEmpty() || strand.receivedBytes() == 0) {
      return;
    }
    long nanos = parts.keeper().now() - strand.answeredNanos();
    OriginEstimate estimate = estimate(answered);
    Split useful =
        parts.splits().rest(position, of.length(), strand.receivedBytes(), nanos, estimate);
    if (useful == null || !acceptsRanges(of.head()) || !maySplit()) {
      return;
    }
    Split wanted = inTime(useful, of.length() - position, estimate);
    if (wanted.parts() < 2) {
      return;
    }
    int extra = strands.reserve(answered, wanted.parts() - 1);
    // Else others may leave room while it still comes.
    if (extra > 0) {
      mayDivideRest = false;
      divide(wanted.in(1 + extra), answered, of);
    }
  }

  private void divide(Split split, FetchRequest answered, Representation of) {
    for (int i = 1; i < split.parts(); i++) {
      FetchRequest rest = of.rest(answered, split.from(i), split.to(i));
      ahead.add(strands.openReserved(rest, split.from(i)));
    }
  }

  private static boolean acceptsRanges(ResponseHead head) {
    return head.status() == 200 && "bytes".equalsIgnoreCase(head.fields().first("accept-ranges"));
  }

  /** A body has begun that was asked for whole: may the next one be asked for in parts? */
  void learn(FetchRequest answered, ResponseHead head) {
    parts.splits().learn(answered.origin(), head, request.kind() == Kind.SEGMENT);
  }

  /** What was answered a part cannot be put together with others, nor will be the next time. */
  void refuse(Strand part) {
    parts.splits().refuse(part.request().origin());
  }
}
