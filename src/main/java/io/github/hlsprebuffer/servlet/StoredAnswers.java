package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
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
   * @param fields the viewer's own
   * @param beforeBody gets what is stored, once it is known that the answer comes from there
   * @return whether it was answered; if not, nothing was written
   */
  boolean answer(
      ResourceRequest resource,
      HttpFields selecting,
      HttpServletRequest request,
      HttpFields fields,
      boolean withBody,
      HttpServletResponse response,
      Consumer<StoredResource> beforeBody)
      throws IOException {
    StoredResource stored = find(resource.key(), selecting);
    if (stored == null) {
      return false;
    }
    try (Lease lease = new Lease(stored::close)) {
      beforeBody.accept(stored);
      lease.handOn();
    }
    boolean answered = writer.write(stored, resource, request, fields, withBody, response);
    if (!answered) {
      context.store().remove(resource.key());
      context.store().remove(resource.key().shared());
    }
    return answered;
  }

  private @Nullable StoredResource find(CacheKey key, HttpFields selecting) {
    StoredResource own = findSelected(key, selecting);
    return own != null || key.partition().isEmpty() ? own : findSelected(key.shared(), selecting);
  }

  private @Nullable StoredResource findSelected(CacheKey key, HttpFields selecting) {
    StoredResource stored = context.store().find(key);
    if (stored != null && !selecting.agreesWith(stored.head().selecting())) {
      stored.close();
      return null;
    }
    return stored;
  }
}
