package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredHead;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a stored response, or the part of it that was asked for (RFC 9110 §13, §14). */
final class StoredResponseWriter {
  private final FilterContext context;

  StoredResponseWriter(FilterContext context) {
    this.context = context;
  }

  /**
   * Answers from the store, and closes what is stored in every case, be it after this returns.
   *
   * @param resource how to fetch what eviction has taken meanwhile
   * @param status how it came to be answered like that
   * @return whether the request was answered; if not, nothing was written
   */
  boolean write(
      StoredResource stored, ResourceRequest resource, ViewerExchange exchange, CacheStatus status)
      throws IOException {
    try (Lease lease = new Lease(stored::close)) {
      return write(stored, resource, exchange, status, lease);
    }
  }

  private boolean write(
      StoredResource stored,
      ResourceRequest resource,
      ViewerExchange exchange,
      CacheStatus cacheStatus,
      Lease lease)
      throws IOException {
    HttpFields fields = exchange.fields();
    boolean withBody = exchange.withBody();
    HttpServletResponse response = exchange.response();
    StoredHead head = stored.head();
    if (Preconditions.hasFailed(fields, head.response())) {
      refuse(head, HttpServletResponse.SC_PRECONDITION_FAILED, cacheStatus, response);
      return true;
    }
    if (Preconditions.isNotModified(fields, head.response())) {
      writeHead(stored, HttpServletResponse.SC_NOT_MODIFIED, cacheStatus, response);
      context.metrics().count(Counter.HITS);
      return true;
    }
    // RFC 9110 §14.2: a range is one of GET only.
    RangeField range = withBody ? Preconditions.rangeToServe(fields, head.response()) : null;
    ByteInterval interval = range == null ? null : range.within(head.lengthBytes());
    if (range != null && interval == null) {
      response.setHeader("Content-Range", "bytes */" + head.lengthBytes());
      refuse(head, HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE, cacheStatus, response);
      return true;
    }
    long from = interval == null ? 0 : interval.first();
    long length = interval == null ? head.lengthBytes() : interval.length();
    Slice first = length > 0 && withBody ? beginning(stored, from, length) : null;
    if (first == null && length > 0 && withBody) {
      return false;
    }
    context.metrics().count(Counter.HITS);
    if (interval == null) {
      writeHead(stored, head.response().status(), cacheStatus, response);
    } else {
      writeHead(stored, HttpServletResponse.SC_PARTIAL_CONTENT, cacheStatus, response);
      response.setHeader("Content-Range", interval.asContentRange(head.lengthBytes()));
    }
    response.setContentLengthLong(length);
    if (first != null) {
      lease.handOn();
      context
          .async()
          .send(
              exchange.request(),
              response,
              new StoredBody(context, stored, resource, from, from + length, first));
    }
    return true;
  }

  /** The first bytes; null where the whole may as well be fetched anew, as nothing has left yet. */
  private static @Nullable Slice beginning(StoredResource stored, long from, long length) {
    Slice first = stored.read(from);
    if (first == null) {
      return null;
    }
    long rest = Math.max(0, length - first.length());
    if (StoredBody.isAvailable(stored, from + first.length(), rest)) {
      return first;
    }
    first.giveBack();
    return null;
  }

  private void writeHead(
      StoredResource stored, int status, CacheStatus cacheStatus, HttpServletResponse response) {
    StoredHead head = stored.head();
    ResponseHeadWriter.write(head.response(), status, response, cacheStatus);
    String contentRange = head.response().fields().first("content-range");
    if (contentRange != null && status == HttpServletResponse.SC_PARTIAL_CONTENT) {
      response.setHeader("Content-Range", contentRange);
    }
    response.setHeader("Age", Long.toString(stored.ageSeconds()));
  }

  private void refuse(
      StoredHead head, int status, CacheStatus cacheStatus, HttpServletResponse response) {
    context.metrics().count(Counter.HITS);
    ResponseHeadWriter.refuse(head.response(), status, response, cacheStatus);
  }
}
