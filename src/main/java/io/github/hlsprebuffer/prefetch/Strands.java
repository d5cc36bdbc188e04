package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a transfer that are under way. The first of them the budget has been charged for;
 * for each that is added to it, it is charged until that one ends. Thread-safe.
 */
final class Strands {
  private final LoaderParts parts;
  private final Transfer transfer;
  private final Set<Strand> live = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;

  Strands(LoaderParts parts, Transfer transfer) {
    this.parts = parts;
    this.transfer = transfer;
  }

  /** Sends a request, in place of one that has ended or that nothing more is expected of. */
  Strand open(FetchRequest toSend, long from) {
    return open(new Strand(transfer, toSend, from, /* isExtra= */ false));
  }

  /** Charges the budget for more requests, as many as the origin has room for; returns how many. */
  int reserve(FetchRequest request, int atMost) {
    int reserved = 0;
    while (reserved < atMost && parts.budget().tryAcquireExtra(request)) {
      reserved++;
    }
    return reserved;
  }

  /** Sends one request more, for which the budget has been charged. */
  Strand openReserved(FetchRequest toSend, long from) {
    return open(new Strand(transfer, toSend, from, /* isExtra= */ true));
  }

  /** Sends one request more if the origin has room for it. */
  @Nullable Strand openExtra(FetchRequest toSend, long from) {
    return reserve(toSend, 1) == 1 ? openReserved(toSend, from) : null;
  }

  private Strand open(Strand strand) {
    live.add(strand);
    strand.started(parts.fetcher().fetch(strand.request(), strand));
    if (cancelled) {
      strand.cancel();
    }
    return strand;
  }

  /** A request has ended. To be called once for each. */
  void ended(Strand strand) {
    live.remove(strand);
    if (strand.isExtra()) {
      parts.budget().release(strand.request());
      parts.onRelease().run();
    }
  }

  /** Cancels all requests, also those that are yet to be sent. */
  void cancel() {
    cancelled = true;
    live.forEach(Strand::cancel);
  }

  boolean isCancelled() {
    return cancelled;
  }
}
