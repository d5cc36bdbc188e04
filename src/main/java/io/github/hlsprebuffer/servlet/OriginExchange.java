package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.StaleUse;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Origin mode: one request and its answer. Used by one thread at a time. */
final class OriginExchange {
  private static final Set<Integer> REFUSALS =
      Set.of(HttpServletResponse.SC_UNAUTHORIZED, HttpServletResponse.SC_FORBIDDEN);

  private final FilterContext context;
  private final StoredAnswers stored;
  private final FillAnswers fills;
  private final ViewerExchange exchange;
  private final ViewerMapping mapping;
  private final String clientUri;
  private final HttpFields fields;
  private final Viewer viewer;
  private final ResourceRequest whole;
  private final PlaylistVisit playlist;
  private final PlaylistObserver observer;

  OriginExchange(
      FilterContext context,
      StoredAnswers stored,
      FillAnswers fills,
      ViewerExchange exchange,
      ViewerMapping mapping,
      String clientUri,
      ResourceRequest whole) {
    this.context = context;
    this.stored = stored;
    this.fills = fills;
    this.exchange = exchange;
    this.mapping = mapping;
    this.clientUri = clientUri;
    this.whole = whole;
    this.fields = exchange.fields();
    this.viewer = Viewer.of(exchange.request(), fields, context.config().viewerIdentity());
    this.playlist = new PlaylistVisit(context, whole, clientUri, mapping, viewer.id());
    this.observer = context.config().enabled() ? playlist : PlaylistObserver.NONE;
  }

  void head() throws IOException {
    if (answeredFromStore(whole)) {
      return;
    }
    FillReader reader = context.loader().join(whole.key());
    if (reader == null) {
      headFromOrigin();
    } else {
      whenAnswered(reader, this::headFromFill);
    }
  }

  /** What is on its way to others says already what a HEAD asks for. */
  private void headFromFill(FillReader reader, Duration patience) throws IOException {
    try (Lease lease = new Lease(reader::close)) {
      ResponseHead head = headOf(reader, patience);
      if (head != null) {
        count(reader);
        write(reader, head, CacheStatus.COLLAPSED, () -> {}, lease);
        return;
      }
    }
    headFromOrigin();
  }

  private void headFromOrigin() throws IOException {
    context.metrics().count(Counter.BYPASSES);
    pass(whole, CacheStatus.BYPASS_METHOD);
  }

  /** The head of a fill under way; null where the origin had better be asked. */
  private @Nullable ResponseHead headOf(FillReader reader, Duration patience) {
    try {
      ResponseHead head = reader.awaitHead(selecting(), patience);
      return isOfAnother(head, reader) ? null : head;
    } catch (FillException e) {
      return null;
    }
  }

  void get() throws IOException {
    if (!context.config().enabled()) {
      context.metrics().count(Counter.BYPASSES);
      pass(whole.forwarding(fields, "Range", "If-Range"), CacheStatus.BYPASS);
      return;
    }
    RangeField range = RangeField.of(fields);
    boolean named = context.registry().isNamed(whole.key());
    if (range != null) {
      range(range);
    } else if (whole.kind() == Kind.OTHER && !named) {
      context.metrics().count(Counter.BYPASSES);
      pass(whole, CacheStatus.BYPASS);
    } else {
      keep(whole.kind() == Kind.OTHER ? whole.as(Kind.SEGMENT) : whole);
    }
  }

  /**
   * A range is served from the whole, stored or arriving, or kept by itself if a playlist names
   * just that.
   */
  private void range(RangeField range) throws IOException {
    if (answeredFromStore(whole)) {
      return;
    }
    // Should If-Range not hold, the whole is the answer, and not what is kept under the part.
    ByteInterval closed = fields.contains("if-range") ? null : range.closed();
    ResourceRequest part = closed == null ? null : mapping.segment(clientUri, closed);
    if (part != null && context.registry().isNamed(part.key())) {
      keep(part);
      return;
    }
    FillReader reader = context.loader().join(whole.key());
    if (reader == null) {
      rangeFromOrigin();
    } else if (reader.fill().head() == null && range.first() != 0) {
      reader.close();
      rangeFromOrigin();
    } else {
      whenAnswered(reader, this::rangeFromFill);
    }
  }

  private void rangeFromFill(FillReader reader, Duration patience) throws IOException {
    try (Lease lease = new Lease(reader::close)) {
      ResponseHead head = headOf(reader, patience);
      if (head != null && isSoonest(reader, head)) {
        count(reader);
        if (!playlist.isOf(head)) {
          moved(whole);
          announced(whole, head);
        }
        write(reader, head, CacheStatus.COLLAPSED, () -> {}, lease);
        return;
      }
    }
    rangeFromOrigin();
  }

  private void rangeFromOrigin() throws IOException {
    context.metrics().count(Counter.BYPASSES);
    pass(whole.forwarding(fields, "Range", "If-Range"), CacheStatus.BYPASS_RANGE);
  }

  /** The origin has what lies farther ahead sooner than a body that comes in order. */
  private boolean isSoonest(FillReader reader, ResponseHead head) {
    if (head.status() != 200 || head.contentLength() < 0) {
      return false;
    }
    RangeField range = Preconditions.rangeToServe(fields, head);
    ByteInterval interval = range == null ? null : range.within(head.contentLength());
    return interval == null || interval.first() <= reader.fill().received();
  }

  private void keep(ResourceRequest resource) throws IOException {
    if (!answeredFromStore(resource)
        && !answeredStale(
            StaleUse.WHILE_REVALIDATING, resource, answer -> revalidate(resource, answer))) {
      fromFill(resource, /* again= */ true);
    }
  }

  /** Goes on whoever reads it. */
  private void revalidate(ResourceRequest resource, StoredResource answer) {
    if (!answer.isFresh()) {
      context.loader().demand(resource, observer).close();
    }
  }

  private boolean answeredAfterFailure(ResourceRequest resource) throws IOException {
    return answeredStale(StaleUse.ON_ERROR, resource, answer -> {});
  }

  private boolean answeredStale(
      StaleUse use, ResourceRequest resource, Consumer<StoredResource> first) throws IOException {
    return stored.answerStale(
        use,
        resource,
        selecting(),
        exchange,
        answer -> {
          first.accept(answer);
          answering(resource, answer);
        });
  }

  private boolean answeredFromStore(ResourceRequest resource) throws IOException {
    return stored.answer(resource, selecting(), exchange, answer -> answering(resource, answer));
  }

  /** What the origin does not see its answer cannot depend on, whatever {@code Vary} names. */
  private HttpFields selecting() {
    return whole.fetch().fields();
  }

  private void answering(ResourceRequest resource, StoredResource answer) {
    ResponseHead head = answer.head().response();
    if (!playlist.isOf(head)) {
      moved(resource);
      announced(resource, head);
    } else if (exchange.withBody()) {
      playlist.answeredFrom(answer);
    }
  }

  private void moved(ResourceRequest resource) {
    context.registry().requestSegment(resource.key(), viewer.request(mapping, clientUri));
  }

  /** The origin may say what comes next. */
  private void announced(ResourceRequest resource, ResponseHead head) {
    String fetched = resource.fetch().uri().toString();
    List<ResourceRequest> next = Announcements.byOrigin(head.fields(), fetched, mapping);
    if (!next.isEmpty() && head.status() < 300) {
      context.registry().hint(resource.key(), viewer.id(), next);
    }
  }

  /**
   * Answers from the fill under way, or a new one.
   *
   * @param again whether to try once more where that turns out to be a prefetch that failed: it is
   *     no viewer's business, so those who had joined it begin a fill of their own
   */
  private void fromFill(ResourceRequest resource, boolean again) throws IOException {
    FillReader reader = context.loader().demand(resource, observer);
    try (Lease lease = new Lease(reader::close)) {
      // Only now: what this viewer waits for goes to the origin before what may come next.
      moved(resource);
      // Whoever goes by the counters finds viewers where their requests have taken them.
      count(reader);
      lease.handOn();
    }
    whenAnswered(reader, (answered, patience) -> fromFill(answered, resource, patience, again));
  }

  private void fromFill(
      FillReader reader, ResourceRequest resource, Duration patience, boolean again)
      throws IOException {
    boolean answered;
    try (Lease lease = new Lease(reader::close)) {
      answered = answeredFromFill(reader, resource, patience, lease);
    }
    if (answered) {
      return;
    }
    if (again) {
      fromFill(resource, /* again= */ false);
    } else {
      alone(resource);
    }
  }

  private boolean answeredFromFill(
      FillReader reader, ResourceRequest resource, Duration patience, Lease lease)
      throws IOException {
    ResponseHead head;
    try {
      head = reader.awaitHead(selecting(), patience);
    } catch (FillException e) {
      return answeredWithoutHead(reader, resource, e);
    }
    if (isOfAnother(head, reader)) {
      context.loader().leaveOut(reader.fill());
      return false;
    }
    if (isFailure(head) && answeredAfterFailure(resource)) {
      return true;
    }
    boolean isPlaylist = playlist.isOf(head);
    if (!isPlaylist) {
      announced(resource, head);
    }
    CacheStatus status = reader.isLeader() ? CacheStatus.MISS : CacheStatus.COLLAPSED;
    Runnable atEnd = isPlaylist ? () -> playlist.answeredFrom(reader.fill()) : () -> {};
    write(reader, head, status, atEnd, lease);
    return true;
  }

  /**
   * What went wrong with a prefetch is no viewer's business; and a refusal is said to the one who
   * was refused, where viewers share what they ask for with different tokens.
   */
  private static boolean isOfAnother(ResponseHead head, FillReader reader) {
    boolean failed = reader.fill().isPrefetch() && head.status() >= 500;
    boolean refused = !reader.isLeader() && REFUSALS.contains(head.status());
    return failed || refused;
  }

  /** RFC 5861 §4. */
  private static boolean isFailure(ResponseHead head) {
    return switch (head.status()) {
      case 500, 502, 503, 504 -> true;
      default -> false;
    };
  }

  private void count(FillReader reader) {
    context.metrics().count(reader.isLeader() ? Counter.MISSES : Counter.JOINS);
    if (!reader.isLeader() && reader.fill().isPrefetch()) {
      context.metrics().count(Counter.PREFETCHES_LATE);
    }
  }

  private boolean answeredWithoutHead(FillReader reader, ResourceRequest resource, FillException e)
      throws IOException {
    if (e.reason() == FillException.Reason.NOT_SHAREABLE) {
      alone(resource);
    } else if (reader.fill().isPrefetch()) {
      context.loader().leaveOut(reader.fill());
      return false;
    } else if (!answeredAfterFailure(resource)) {
      fail(e);
    }
    return true;
  }

  private void alone(ResourceRequest resource) throws IOException {
    pass(resource, CacheStatus.MISS);
  }

  private void pass(ResourceRequest resource, CacheStatus status) throws IOException {
    whenAnswered(
        context.loader().pass(resource, observer),
        (reader, patience) -> pass(reader, patience, status));
  }

  private void pass(FillReader reader, Duration patience, CacheStatus status) throws IOException {
    try (Lease lease = new Lease(reader::close)) {
      ResponseHead head;
      try {
        head = reader.awaitHead(selecting(), patience);
      } catch (FillException e) {
        if (!answeredAfterFailure(whole)) {
          fail(e);
        }
        return;
      }
      if (!isFailure(head) || !answeredAfterFailure(whole)) {
        write(reader, head, status, () -> {}, lease);
      }
    }
  }

  private void whenAnswered(FillReader reader, HeadStep step) throws IOException {
    context
        .async()
        .whenAnswered(
            exchange.request(), exchange.response(), reader, context.patience(reader), step);
  }

  private void write(
      FillReader reader, ResponseHead head, CacheStatus status, Runnable atEnd, Lease lease)
      throws IOException {
    ResponseHead forClient = mapping.forClient(head, whole.fetch().uri());
    lease.handOn();
    fills.write(reader, forClient, exchange, status, atEnd);
  }

  private void fail(FillException e) throws IOException {
    HttpServletResponse response = exchange.response();
    CacheStatus.MISS.addTo(response);
    response.sendError(
        switch (e.reason()) {
          case ORIGIN_TIMED_OUT, STALLED -> HttpServletResponse.SC_GATEWAY_TIMEOUT;
          case ORIGIN_FAILED, NOT_SHAREABLE -> HttpServletResponse.SC_BAD_GATEWAY;
          case CANCELLED -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        });
  }
}
