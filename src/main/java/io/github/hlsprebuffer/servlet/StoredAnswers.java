package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.StaleUse;
import io.github.hlsprebuffer.cache.StoredHead;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers requests from the store, where it can. */
final class StoredAnswers {
  private final FilterContext context;
  private final StoredResponseWriter writer;

  StoredAnswers(FilterContext context) {
    this.context = context;
    this.writer = new StoredResponseWriter(context);
  }

  /**
   * Answers if the resource is stored for this viewer or for all.
   *
   * @param selecting the fields by which a stored response is for this viewer or not (RFC 9111
   *     §4.1)
   * @param beforeBody gets what is stored, once it is known that the answer comes from there
   * @return whether it was answered; if not, nothing was written
   */
  boolean answer(
      ResourceRequest resource,
      HttpFields selecting,
      ViewerExchange exchange,
      Consumer<StoredResource> beforeBody)
      throws IOException {
    StoredResource stored = find(resource.key(), selecting, context.engine()::find);
    return stored != null && answer(stored, resource, exchange, CacheStatus.HIT, beforeBody);
  }

  /**
   * The same where the lifetime of what is stored is over, if the response permits it.
   *
   * @param beforeBody is told so, before anything is written
   */
  boolean answerStale(
      StaleUse use,
      ResourceRequest resource,
      HttpFields selecting,
      ViewerExchange exchange,
      Consumer<StoredResource> beforeBody)
      throws IOException {
    StoredResource stored =
        find(resource.key(), selecting, key -> context.engine().findStale(key, use));
    return stored != null
        && answer(stored, resource, exchange, status(use, stored.isFresh()), beforeBody);
  }

  /** What is fresh was stored after it had been looked for, at the end of a fill. */
  private static CacheStatus status(StaleUse use, boolean isFresh) {
    if (isFresh) {
      return CacheStatus.HIT;
    }
    return use == StaleUse.ON_ERROR ? CacheStatus.STALE : CacheStatus.STALE_HIT;
  }

  private boolean answer(
      StoredResource stored,
      ResourceRequest resource,
      ViewerExchange exchange,
      CacheStatus status,
      Consumer<StoredResource> beforeBody)
      throws IOException {
    if (!exchange.refuses() && isRefused(stored.head(), exchange)) {
      stored.close();
      return false;
    }
    try (Lease lease = new Lease(stored::close)) {
      beforeBody.accept(stored);
      lease.handOn();
    }
    boolean answered = writer.write(stored, resource, exchange, status);
    if (!answered) {
      context.engine().forget(resource.key());
    }
    return answered;
  }

  private static boolean isRefused(StoredHead head, ViewerExchange exchange) {
    return Preconditions.isRefused(exchange.fields(), head.response(), head.lengthBytes());
  }

  private static @Nullable StoredResource find(
      CacheKey key, HttpFields selecting, Function<CacheKey, @Nullable StoredResource> lookUp) {
    StoredResource own = findSelected(key, selecting, lookUp);
    return own != null || key.partition().isEmpty()
        ? own
        : findSelected(key.shared(), selecting, lookUp);
  }

  private static @Nullable StoredResource findSelected(
      CacheKey key, HttpFields selecting, Function<CacheKey, @Nullable StoredResource> lookUp) {
    StoredResource stored = lookUp.apply(key);
    if (stored != null && !selecting.agreesWith(stored.head().selecting())) {
      stored.close();
      return null;
    }
    return stored;
  }
}
