package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import io.github.hlsprebuffer.http.ResponseHead;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers requests from fills. */
final class FillAnswers {
  private final FilterContext context;

  FillAnswers(FilterContext context) {
    this.context = context;
  }

  /**
   * Writes the response, or the part of it that was asked for, as it arrives. Closes the reader in
   * every case, be it after this returns.
   *
   * @param atEnd runs once, before the answer is complete
   */
  void write(
      FillReader reader,
      ResponseHead head,
      ViewerExchange exchange,
      CacheStatus cacheStatus,
      Runnable atEnd)
      throws IOException {
    try (Lease lease = new Lease(reader::close)) {
      if (begin(reader, head, exchange, cacheStatus)) {
        lease.handOn();
        context
            .async()
            .send(
                exchange.request(),
                exchange.response(),
                new FillBody(reader, context.patience(reader), head.contentLength(), atEnd));
      } else {
        atEnd.run();
      }
    }
  }

  /** Whether a body follows. */
  private boolean begin(
      FillReader reader, ResponseHead head, ViewerExchange exchange, CacheStatus cacheStatus)
      throws IOException {
    HttpFields request = exchange.fields();
    HttpServletResponse response = exchange.response();
    if (Preconditions.hasFailed(request, head)) {
      int status = HttpServletResponse.SC_PRECONDITION_FAILED;
      ResponseHeadWriter.refuse(head, status, response, cacheStatus);
      return false;
    }
    if (Preconditions.isNotModified(request, head)) {
      ResponseHeadWriter.write(head, HttpServletResponse.SC_NOT_MODIFIED, response, cacheStatus);
      copyFieldIfPresent(head, "Age", response);
      return false;
    }
    // Of a body of unknown length nobody can say which part of it a range is.
    boolean isDivisible = exchange.withBody() && head.contentLength() >= 0;
    RangeField range = isDivisible ? Preconditions.rangeToServe(request, head) : null;
    ByteInterval interval = range == null ? null : range.within(head.contentLength());
    if (range != null && interval == null) {
      response.setHeader("Content-Range", "bytes */" + head.contentLength());
      int status = HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE;
      ResponseHeadWriter.refuse(head, status, response, cacheStatus);
      return false;
    }
    writeHead(head, interval, cacheStatus, response);
    if (interval != null) {
      reader.select(interval);
    }
    return exchange.withBody();
  }

  private static void writeHead(
      ResponseHead head,
      @Nullable ByteInterval interval,
      CacheStatus cacheStatus,
      HttpServletResponse response) {
    if (interval == null) {
      ResponseHeadWriter.write(head, response, cacheStatus);
      copyFieldIfPresent(head, "Content-Range", response);
    } else {
      int status = HttpServletResponse.SC_PARTIAL_CONTENT;
      ResponseHeadWriter.write(head, status, response, cacheStatus);
      response.setHeader("Content-Range", interval.asContentRange(head.contentLength()));
    }
    copyFieldIfPresent(head, "Age", response);
    long length = interval == null ? lengthBytes(head) : interval.length();
    if (length >= 0) {
      response.setContentLengthLong(length);
    }
  }

  /** A part is as long as it says that it is, also where its origin sends it in chunks. */
  private static long lengthBytes(ResponseHead head) {
    ByteInterval part = ByteInterval.ofContentRange(head.fields().first("content-range"));
    boolean unknown = head.contentLength() < 0;
    return unknown && part != null && head.status() == 206 ? part.length() : head.contentLength();
  }

  private static void copyFieldIfPresent(
      ResponseHead head, String name, HttpServletResponse response) {
    String value = head.fields().first(name);
    if (value != null) {
      response.setHeader(name, value);
    }
  }
}
