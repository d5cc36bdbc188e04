package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** Answers requests from fills. */
final class FillAnswers {
  private final FilterContext context;

  FillAnswers(FilterContext context) {
    this.context = context;
  }

  /**
   * Waits for the head of a fill.
   *
   * @throws FillException if it does not come, or is not for this viewer; nothing was written
   */
  ResponseHead awaitHead(FillReader reader, HttpFields request) throws FillException {
    return awaitHead(reader, request, context.patience(reader));
  }

  /** The same with another limit on the wait. */
  ResponseHead awaitHead(FillReader reader, HttpFields request, Duration patience)
      throws FillException {
    return reader.awaitHead(request, patience);
  }

  /** Writes the response as it arrives. */
  void write(
      FillReader reader,
      ResponseHead head,
      HttpFields request,
      boolean withBody,
      CacheStatus cacheStatus,
      HttpServletResponse response)
      throws IOException {
    ResponseHeadWriter.write(head, response, cacheStatus);
    copyFieldIfPresent(head, "Content-Range", response);
    copyFieldIfPresent(head, "Age", response);
    if (Preconditions.isNotModified(request, head)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    if (head.contentLength() >= 0) {
      response.setContentLengthLong(head.contentLength());
    }
    if (withBody) {
      BodyCopier.copy(reader, response, context.patience(reader));
    }
  }

  private static void copyFieldIfPresent(
      ResponseHead head, String name, HttpServletResponse response) {
    String value = head.fields().first(name);
    if (value != null) {
      response.setHeader(name, value);
    }
  }
}
