package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredHead;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import jakarta.servlet.ServletOutputStream;
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
   * Answers from the store.
   *
   * @param resource how to fetch what eviction has taken meanwhile
   * @param request the viewer's fields
   * @return whether the request was answered; if not, nothing was written
   */
  boolean write(
      StoredResource stored,
      ResourceRequest resource,
      HttpFields request,
      boolean withBody,
      HttpServletResponse response)
      throws IOException {
    StoredHead head = stored.head();
    if (Preconditions.hasFailed(request, head.response())) {
      refuse(head, HttpServletResponse.SC_PRECONDITION_FAILED, response);
      return true;
    }
    if (Preconditions.isNotModified(request, head.response())) {
      writeHead(head, HttpServletResponse.SC_NOT_MODIFIED, response);
      context.metrics().count(Counter.HITS);
      return true;
    }
    // RFC 9110 §14.2: a range is one of GET only.
    RangeField range = withBody ? Preconditions.rangeToServe(request, head.response()) : null;
    ByteInterval interval = range == null ? null : range.within(head.lengthBytes());
    if (range != null && interval == null) {
      response.setHeader("Content-Range", "bytes */" + head.lengthBytes());
      refuse(head, HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE, response);
      return true;
    }
    long from = interval == null ? 0 : interval.first();
    long length = interval == null ? head.lengthBytes() : interval.length();
    // Before anything leaves: if the first block is gone, the whole may as well be fetched anew.
    Slice first = length > 0 && withBody ? stored.read(from) : null;
    if (first == null && length > 0 && withBody) {
      return false;
    }
    context.metrics().count(Counter.HITS);
    if (interval == null) {
      writeHead(head, head.response().status(), response);
    } else {
      writeHead(head, HttpServletResponse.SC_PARTIAL_CONTENT, response);
      response.setHeader("Content-Range", interval.asContentRange(head.lengthBytes()));
    }
    response.setContentLengthLong(length);
    if (first != null) {
      new Body(stored, resource, response.getOutputStream(), from + length).send(from, first);
      context.metrics().add(Counter.BYTES_FROM_STORE, length);
    }
    return true;
  }

  private void writeHead(StoredHead head, int status, HttpServletResponse response) {
    ResponseHeadWriter.write(head.response(), status, response, CacheStatus.HIT);
    String contentRange = head.response().fields().first("content-range");
    if (contentRange != null && status == HttpServletResponse.SC_PARTIAL_CONTENT) {
      response.setHeader("Content-Range", contentRange);
    }
    response.setHeader("Age", Long.toString(head.ageSeconds(context.clock().millis())));
  }

  private void refuse(StoredHead head, int status, HttpServletResponse response)
      throws IOException {
    context.metrics().count(Counter.HITS);
    ResponseHeadWriter.write(head.response(), status, response, CacheStatus.HIT);
    response.sendError(status);
  }

  /** The bytes of one answer. */
  private final class Body {
    private final StoredResource stored;
    private final ResourceRequest resource;
    private final ServletOutputStream out;
    private final long end;

    Body(StoredResource stored, ResourceRequest resource, ServletOutputStream out, long end) {
      this.stored = stored;
      this.resource = resource;
      this.out = out;
      this.end = end;
    }

    void send(long from, Slice first) throws IOException {
      long position = from;
      Slice slice = first;
      while (true) {
        slice = slice.atMost(end - position);
        slice.writeTo(out);
        position += slice.length();
        if (position >= end) {
          return;
        }
        Slice next = stored.read(position);
        if (next == null) {
          refetch(position);
          return;
        }
        slice = next;
      }
    }

    /** Sends the rest from the origin, if that still has the same representation. */
    private void refetch(long position) throws IOException {
      context.metrics().count(Counter.BLOCKS_REFETCHED);
      ResponseHead storedHead = stored.head().response();
      String validator = Preconditions.strongValidator(storedHead);
      if (validator == null) {
        throw new TruncatedResponseException(
            "Evicted without a validator: " + resource.key().uri());
      }
      // A stored range of a resource lies somewhere within it.
      ByteInterval whole = resource.key().range();
      long offset = whole == null ? 0 : whole.first();
      ByteInterval rest = new ByteInterval(offset + position, offset + end - 1);
      try (FillReader reader =
          context.loader().pass(resource.resuming(rest, validator), PlaylistObserver.NONE)) {
        ResponseHead answer = reader.awaitHead(HttpFields.EMPTY, context.patience(reader));
        ByteInterval answered = ByteInterval.ofContentRange(answer.fields().first("content-range"));
        if (answer.status() != 206 || !rest.equals(answered)) {
          throw new TruncatedResponseException("Evicted and changed: " + resource.key().uri());
        }
        copy(reader, rest.length());
      } catch (FillException e) {
        throw new TruncatedResponseException("Evicted: " + resource.key().uri(), e);
      }
    }

    private void copy(FillReader reader, long expected) throws IOException {
      long left = expected;
      for (@Nullable Slice bytes = reader.read(context.patience(reader));
          bytes != null && left > 0;
          bytes = reader.read(context.patience(reader))) {
        Slice wanted = bytes.atMost(left);
        wanted.writeTo(out);
        left -= wanted.length();
      }
      if (left > 0) {
        throw new TruncatedResponseException("Evicted and cut short: " + resource.key().uri());
      }
    }
  }
}
