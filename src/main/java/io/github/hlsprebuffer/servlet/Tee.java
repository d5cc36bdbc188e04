package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the host application's body through at once and hands a copy to a sink. Keeps nothing back:
 * a container may finish the response before the filter gets it again.
 *
 * <p>Used by one thread at a time.
 */
final class Tee {
  private static final Logger log = LoggerFactory.getLogger(Tee.class);

  private enum State {
    BEFORE,
    COPYING,
    IGNORING,
    OVER
  }

  /** Writes some bytes to the viewer. */
  interface Write {
    void run() throws IOException;
  }

  private final HttpServletResponse response;
  private final BodySink sink;
  private final boolean isHlsByName;
  private final PrebufferMetrics metrics;
  private final HttpFields before;
  private State state = State.BEFORE;
  private long announcedLength = -1;
  private long passed;
  private boolean viewerGone;

  /**
   * A tee.
   *
   * @param isHlsByName whether the response is HLS whatever its type, and so gets our field
   */
  Tee(HttpServletResponse response, BodySink sink, boolean isHlsByName, PrebufferMetrics metrics) {
    this.response = response;
    this.sink = sink;
    this.isHlsByName = isHlsByName;
    this.metrics = metrics;
    this.before = fields();
  }

  void announceLength(long length) {
    announcedLength = length;
  }

  /** Status and fields are final from here on. */
  void begin() {
    if (state != State.BEFORE) {
      return;
    }
    boolean wanted = guarded(() -> sink.begin(head()));
    state = wanted ? State.COPYING : State.IGNORING;
    if ((wanted || isHlsByName) && !response.isCommitted()) {
      CacheStatus.MISS.addTo(response);
    }
  }

  /** Some bytes pass. */
  void pass(byte[] array, int offset, int length, Write toViewer) throws IOException {
    begin();
    if (state == State.COPYING) {
      run(() -> sink.bytes(array, offset, length));
      passed += length;
      if (announcedLength >= 0 && passed == announcedLength) {
        // Before the last byte leaves: the player's next request may come right after it.
        end();
      }
    }
    write(toViewer);
  }

  private void write(Write toViewer) throws IOException {
    if (viewerGone) {
      return;
    }
    try {
      toViewer.run();
    } catch (IOException e) {
      if (!sink.isNeeded()) {
        abort("The viewer left");
        throw e;
      }
      // Others are reading along: the host goes on for them.
      viewerGone = true;
    }
  }

  /** The host has written everything. */
  void end() {
    begin();
    if (state == State.COPYING) {
      state = State.OVER;
      if (announcedLength >= 0 && passed != announcedLength) {
        run(() -> sink.abort("The host wrote " + passed + " of " + announcedLength + " bytes"));
      } else {
        run(sink::end);
      }
    }
    state = State.OVER;
  }

  /** The host takes back what it wrote and begins again. */
  void restart() {
    if (state != State.BEFORE) {
      // Readers of the copy may have had bytes of it already.
      abort("The host took its answer back");
    }
  }

  /** What has passed is not the answer, or not all of it. */
  void abort(String why) {
    if (state != State.OVER) {
      state = State.OVER;
      run(() -> sink.abort(why));
    }
  }

  private ResponseHead head() {
    List<HttpFields.Field> head = new ArrayList<>();
    fields().forEach(head::add);
    HttpFields known = HttpFields.of(head);
    String type = response.getContentType();
    if (type != null && !known.contains("content-type")) {
      head.add(new HttpFields.Field("Content-Type", type));
    }
    if (announcedLength >= 0 && !known.contains("content-length")) {
      // Containers keep these two to themselves until the response is committed.
      head.add(new HttpFields.Field("Content-Length", Long.toString(announcedLength)));
    }
    // What filters in front of us have set they set anew for each viewer.
    head.removeIf(field -> isFromBefore(field) && !isDecisive(field));
    return new ResponseHead(response.getStatus(), HttpFields.of(head).endToEnd());
  }

  private boolean isFromBefore(HttpFields.Field field) {
    for (HttpFields.Field other : before) {
      if (other.equals(field)) {
        return true;
      }
    }
    return false;
  }

  /** What a filter in front says about storing is said of this response too. */
  private static boolean isDecisive(HttpFields.Field field) {
    return field.name().equalsIgnoreCase("Cache-Control")
        || field.name().equalsIgnoreCase("Vary")
        || field.name().equalsIgnoreCase("Set-Cookie");
  }

  private HttpFields fields() {
    List<HttpFields.Field> fields = new ArrayList<>();
    for (String name : response.getHeaderNames()) {
      for (String value : response.getHeaders(name)) {
        fields.add(new HttpFields.Field(name, value));
      }
    }
    return HttpFields.of(fields);
  }

  private void run(Runnable step) {
    boolean succeeded =
        guarded(
            () -> {
              step.run();
              return true;
            });
    if (!succeeded) {
      state = State.OVER;
    }
  }

  /** Our own failure must not become the host's. */
  private boolean guarded(BooleanSupplier step) {
    try {
      return step.getAsBoolean();
    } catch (RuntimeException e) {
      metrics.count(Counter.INTERNAL_FAILURES);
      log.warn("Could not copy a response; it passes as it is", e);
      return false;
    }
  }
}
