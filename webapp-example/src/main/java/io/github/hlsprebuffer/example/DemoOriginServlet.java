package io.github.hlsprebuffer.example;

import static jakarta.servlet.http.HttpServletResponse.SC_NOT_FOUND;
import static jakarta.servlet.http.HttpServletResponse.SC_NOT_MODIFIED;
import static jakarta.servlet.http.HttpServletResponse.SC_OK;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays the part of a distant origin server: it serves the bundled demo stream, and slowly.
 *
 * <dl>
 *   <dt>{@code latencyMillis} (default 300)
 *   <dd>how long every response waits before its header section, in milliseconds; 0 or more
 *   <dt>{@code bytesPerSecond} (default 600000)
 *   <dd>the rate of each response's body, in bytes per second; 1 or more
 * </dl>
 *
 * <p>Any other value stops the deployment. Responses carry a strong {@code ETag}; one byte range is
 * honoured (RFC 9110 §14). It waits on the container's own thread, which is plain and good enough
 * for a demonstration, and so has no thread that could outlive it. Safe for concurrent requests.
 */
public final class DemoOriginServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final long DEFAULT_LATENCY_MILLIS = 300;
  private static final long DEFAULT_BYTES_PER_SECOND = 600_000;

  private long latencyMillis = DEFAULT_LATENCY_MILLIS;
  private long bytesPerSecond = DEFAULT_BYTES_PER_SECOND;

  /** Created by the container. */
  public DemoOriginServlet() {}

  @Override
  public void init() throws ServletException {
    latencyMillis = parameter("latencyMillis", DEFAULT_LATENCY_MILLIS, /* atLeast= */ 0);
    bytesPerSecond = parameter("bytesPerSecond", DEFAULT_BYTES_PER_SECOND, /* atLeast= */ 1);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    PacedWriter.sleepOnThread(TimeUnit.MILLISECONDS.toNanos(latencyMillis));
    super.service(request, response);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    DemoFile file = begin(request, response);
    if (file == null) {
      return;
    }
    RequestedRange range = rangeOf(request, file);
    response.setStatus(range.status());
    response.setContentLength(range.length());
    if (range.status() != SC_OK) {
      response.setHeader("Content-Range", range.contentRange(file.bytes().length));
    }
    new PacedWriter(bytesPerSecond, System::nanoTime, PacedWriter::sleepOnThread)
        .write(response.getOutputStream(), file.bytes(), range.offset(), range.length());
  }

  // Not the inherited one: that would write the body, at its slow rate, only to drop it.
  @Override
  protected void doHead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    DemoFile file = begin(request, response);
    if (file != null) {
      response.setContentLength(file.bytes().length);
    }
  }

  /** Sets what GET and HEAD share; returns null when the answer is already complete. */
  private @Nullable DemoFile begin(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    DemoFile file = DemoFile.find(getServletContext(), request.getPathInfo());
    if (file == null) {
      response.sendError(SC_NOT_FOUND);
      return null;
    }
    response.setHeader("ETag", file.entityTag());
    response.setHeader("Cache-Control", file.cacheControl());
    response.setHeader("Accept-Ranges", "bytes");
    if (isNotModified(request.getHeader("If-None-Match"), file.entityTag())) {
      response.setStatus(SC_NOT_MODIFIED);
      return null;
    }
    response.setContentType(file.contentType());
    return file;
  }

  private static RequestedRange rangeOf(HttpServletRequest request, DemoFile file) {
    String condition = request.getHeader("If-Range");
    // A date never matches: there is no Last-Modified here to compare it with (RFC 9110 §13.1.5).
    boolean applies = condition == null || condition.equals(file.entityTag());
    return RequestedRange.of(applies ? request.getHeader("Range") : null, file.bytes().length);
  }

  /** Whether an {@code If-None-Match} field matches, by weak comparison (RFC 9110 §13.1.2). */
  static boolean isNotModified(@Nullable String ifNoneMatch, String entityTag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(",", -1))
            .map(tag -> tag.strip().replaceFirst("^W/", ""))
            .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag));
  }

  private long parameter(String name, long defaultValue, long atLeast) throws ServletException {
    String value = getInitParameter(name);
    return value == null ? defaultValue : parse(name, value, atLeast);
  }

  static long parse(String name, String value, long atLeast) throws ServletException {
    String expected = name + "=" + value + ": expected a whole number of at least " + atLeast;
    try {
      long number = Long.parseLong(value.strip());
      if (number < atLeast) {
        throw new ServletException(expected);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new ServletException(expected, e);
    }
  }
}
