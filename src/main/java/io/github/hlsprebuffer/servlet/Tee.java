package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.HttpDates;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the host application's body through at once and hands a copy to a sink. Keeps nothing back:
 * a container may finish the response before the filter gets it again.
 *
 * <p>What filters in front write into the head when it is committed, as security frameworks do,
 * counts for what is stored. A copy that may be stored is held back until then: no more than the
 * response's own buffers hold.
 *
 * <p>Used by one thread at a time.
 */
final class Tee {
  private static final Logger log = LoggerFactory.getLogger(Tee.class);

  /**
   * What decides whether a response is stored, for whom, and for how long. Some containers write
   * {@code Date} before any filter runs.
   */
  private static final Set<String> DECISIVE = Set.of("cache-control", "vary", "set-cookie", "date");

  /** What a stored response cannot be right without, beside status and media type. */
  private static final Set<String> LASTING =
      Set.of("cache-control", "vary", "set-cookie", "expires", "content-encoding");

  /**
   * Far more than a container's buffer; a filter in front that holds back more pays for it itself.
   */
  private static final int MAX_HELD_BYTES = 1 << 20;

  private enum State {
    BEFORE,
    HOLDING,
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
  private final Clock clock;
  private final HttpFields before;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private State state = State.BEFORE;
  private long announcedLength = -1;
  private long passed;
  private boolean viewerGone;
  private boolean setsCookie;
  private @Nullable ResponseHead begun;

  /** The fields as the host left them, where others may come before the head is committed. */
  private @Nullable HttpFields own;

  /**
   * A tee.
   *
   * @param isHlsByName whether the response is HLS whatever its type, and so gets our field
   */
  Tee(
      HttpServletResponse response,
      BodySink sink,
      boolean isHlsByName,
      PrebufferMetrics metrics,
      Clock clock) {
    this.response = response;
    this.sink = sink;
    this.isHlsByName = isHlsByName;
    this.metrics = metrics;
    this.clock = clock;
    this.before = fields();
  }

  void announceLength(long length) {
    announcedLength = length;
  }

  /** Also where the container shows no field for it before the response is committed (Liberty). */
  void setsCookie() {
    setsCookie = true;
  }

  /** Status and fields are known; the host may change them until the container commits them. */
  private void begin() {
    if (state != State.BEFORE) {
      return;
    }
    boolean holds = sink.heedsLateFields() && !response.isCommitted();
    boolean wanted =
        guarded(() -> sink.mayWant(response.getStatus(), mediaType()) && (holds || open()));
    if (wanted && holds) {
      own = fields();
      state = State.HOLDING;
    } else {
      state = wanted ? State.COPYING : State.IGNORING;
    }
    if ((wanted || isHlsByName) && !response.isCommitted()) {
      CacheStatus.MISS.addTo(response);
    }
  }

  private boolean open() {
    ResponseHead head = head();
    begun = head;
    return sink.begin(head);
  }

  /** Goes on with what was held back, if the head is as it will be. */
  private void release() {
    if (state != State.HOLDING || !(response.isCommitted() || isWhole())) {
      return;
    }
    if (!guarded(this::isCodedAsWritten)) {
      abort("A filter in front encodes the answer");
      return;
    }
    state = guarded(this::open) ? State.COPYING : State.IGNORING;
    byte[] bytes = held.toByteArray();
    held.reset();
    if (state == State.COPYING) {
      run(() -> sink.bytes(bytes, 0, bytes.length));
    }
    if (isWhole()) {
      end();
    }
  }

  private void hold(byte[] array, int offset, int length) {
    if (held.size() + length > MAX_HELD_BYTES) {
      abort("Filters in front hold the answer back");
      return;
    }
    held.write(array, offset, length);
    passed += length;
  }

  private boolean isWhole() {
    return announcedLength >= 0 && passed == announcedLength;
  }

  private boolean isCodedAsWritten() {
    HttpFields first = own;
    return first != null
        && Objects.equals(first.joined("content-encoding"), fields().joined("content-encoding"));
  }

  /** Some bytes pass. */
  void pass(byte[] array, int offset, int length, Write toViewer) throws IOException {
    begin();
    if (state == State.HOLDING) {
      hold(array, offset, length);
    } else if (state == State.COPYING) {
      run(() -> sink.bytes(array, offset, length));
      passed += length;
      if (isWhole()) {
        // Before the last byte leaves: the player's next request may come right after it.
        end();
      }
    }
    write(toViewer);
    release();
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

  /** What has passed so far is to leave now. */
  void flush(Write flushViewer) throws IOException {
    begin();
    write(flushViewer);
    release();
  }

  /** The host has written everything, and says so. */
  void close(Write closeViewer) throws IOException {
    begin();
    if (state != State.HOLDING) {
      end();
    }
    write(closeViewer);
    end();
  }

  /** The host has written everything. */
  void end() {
    begin();
    release();
    if (state == State.HOLDING) {
      abort("Filters in front may still change the answer");
    }
    if (state == State.COPYING) {
      state = State.OVER;
      if (announcedLength >= 0 && passed != announcedLength) {
        run(() -> sink.abort("The host wrote " + passed + " of " + announcedLength + " bytes"));
      } else if (!guarded(this::isStillAsBegun)) {
        run(() -> sink.abort("The host changed its answer after the first byte"));
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

  private boolean isStillAsBegun() {
    ResponseHead now = head();
    ResponseHead then = begun;
    return then != null
        && then.status() == now.status()
        && Objects.equals(then.mediaType(), now.mediaType())
        && LASTING.stream()
            .allMatch(
                name -> Objects.equals(then.fields().joined(name), now.fields().joined(name)));
  }

  private @Nullable String mediaType() {
    String type = response.getContentType();
    return type == null ? response.getHeader("Content-Type") : type;
  }

  private ResponseHead head() {
    List<HttpFields.Field> head = new ArrayList<>();
    fields().forEach(head::add);
    // What filters in front add when the head is committed they add anew for each viewer.
    head.removeIf(field -> isLate(field) && !isOneOf(LASTING, field));
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
    // What they say about storing is said of this response too.
    head.removeIf(field -> isOneOf(before, field) && !isOneOf(DECISIVE, field));
    if (setsCookie && !known.contains("set-cookie")) {
      // Its value is nobody's business: what has one is neither stored nor shared.
      head.add(new HttpFields.Field("Set-Cookie", ""));
    }
    if (!known.contains("date")) {
      // RFC 9110 §6.6.1. The container adds its own when it commits the response.
      head.add(new HttpFields.Field("Date", HttpDates.format(clock.instant())));
    }
    return new ResponseHead(response.getStatus(), HttpFields.of(head).endToEnd());
  }

  private boolean isLate(HttpFields.Field field) {
    HttpFields first = own;
    return first != null && !isOneOf(first, field);
  }

  private static boolean isOneOf(HttpFields fields, HttpFields.Field field) {
    for (HttpFields.Field other : fields) {
      if (other.equals(field)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOneOf(Set<String> names, HttpFields.Field field) {
    return names.contains(field.name().toLowerCase(Locale.ROOT));
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
