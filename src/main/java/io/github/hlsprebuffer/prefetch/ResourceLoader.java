package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.FillTable;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.prefetch.Attendance.Listener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins fills, or joins those under way, for one application. Thread-safe; never blocks. */
public final class ResourceLoader {
  private static final Logger log = LoggerFactory.getLogger(ResourceLoader.class);

  private final LoaderParts parts;
  private final StoredCopy stored;
  private final Attendance attendance;

  ResourceLoader(LoaderParts parts) {
    this(parts, new Attendance());
  }

  /**
   * A loader.
   *
   * @param attendance learns who outside waits for what this brings
   */
  ResourceLoader(LoaderParts parts, Attendance attendance) {
    this.parts = parts;
    this.attendance = attendance;
    this.stored = new StoredCopy(parts.store());
  }

  /** One with the same parts for an application. */
  ResourceLoader of(Attendance others, PrebufferMetrics counted) {
    return new ResourceLoader(parts.counting(counted), others);
  }

  /** What everything on its way shares. */
  public FillMemory memory() {
    return parts.fills().memory();
  }

  /** A prefetch under way. */
  interface Prefetch {
    /** Ends it unless a viewer reads it; returns whether it did. */
    boolean cancelIfUnread();

    /** Whether so little is missing that cancelling would waste more than it saves. */
    boolean isNearlyDone();
  }

  /**
   * A reader of the resource, for a viewer: joins the fill under way or begins one.
   *
   * @param observer is told of a playlist, if this begins the fill
   */
  public FillReader demand(ResourceRequest request, PlaylistObserver observer) {
    FillTable.Ticket ticket =
        parts.fills().joinOrBegin(request.key(), () -> keeping(request, /* prefetch= */ false));
    if (ticket.isNew()) {
      Fill fill = ticket.reader().fill();
      if (stored.fills(fill, request.fetch().fields())) {
        parts.fills().remove(fill);
      } else {
        drive(request, fill, observer);
      }
    }
    return attendance.attend(ticket.reader());
  }

  /** A reader of what is on its way, or null. */
  public @Nullable FillReader join(CacheKey key) {
    FillReader reader = parts.fills().join(key);
    return reader == null ? null : attendance.attend(reader);
  }

  /** Nobody joins this fill any more. */
  public void leaveOut(Fill fill) {
    parts.fills().remove(fill);
  }

  /** A reader of a response that is for this viewer alone and is not kept. */
  public FillReader pass(ResourceRequest request, PlaylistObserver observer) {
    Fill fill =
        Fill.passing(request.key(), parts.store().blockBytes())
            .blocking(request.fetch().mayBlock());
    FillReader reader = fill.attach(/* leader= */ true);
    if (reader == null) {
      throw new IllegalStateException("a new fill refuses its reader");
    }
    drive(request, fill, observer);
    return attendance.attend(reader);
  }

  /** A fill that the host application will write, or null where the resource is on its way. */
  public @Nullable HostFill hostFill(CacheKey key, HttpFields requestFields) {
    Fill fill =
        Fill.keeping(
            key, parts.store().blockBytes(), parts.maxSegmentBytes(), /* prefetch= */ false);
    return parts.fills().begin(fill) ? new HostFill(parts, fill, requestFields) : null;
  }

  private void drive(ResourceRequest request, Fill fill, PlaylistObserver observer) {
    Listener listener = attendance.listen(observer, ended -> {});
    parts.gate().admit(request.fetch(), driver(request, fill, listener)::start);
  }

  private FillDriver driver(ResourceRequest request, Fill fill, Listener listener) {
    long now = parts.keeper().now();
    return new FillDriver(parts, request, fill, now, listener.observer(), listener::onEnd);
  }

  /**
   * Begins a prefetch whose budget has been charged; null where the resource is there or on its way
   * already.
   *
   * @param dueNanos when it will be needed
   */
  @Nullable Prefetch prefetch(
      ResourceRequest request, long dueNanos, Consumer<PrefetchOutcome> outcome) {
    return prefetch(request, dueNanos, parts.metrics(), outcome);
  }

  /**
   * The same.
   *
   * @param counted where it counts
   */
  @Nullable Prefetch prefetch(
      ResourceRequest request,
      long dueNanos,
      PrebufferMetrics counted,
      Consumer<PrefetchOutcome> outcome) {
    Fill fill = keeping(request, /* prefetch= */ true);
    // Another may have ended since this was wished for. It leaves the table only once it is stored.
    if (!parts.fills().beginUnless(fill, () -> isStored(request.key()))) {
      return null;
    }
    counted.count(Counter.PREFETCHES_TRIGGERED);
    FillDriver driver =
        new FillDriver(
            parts.counting(counted),
            request,
            fill,
            dueNanos,
            PlaylistObserver.NONE,
            result -> {
              if (result.result() == PrefetchOutcome.Result.STORED) {
                counted.count(Counter.SEGMENTS_PREBUFFERED);
                counted.add(Counter.BYTES_PREBUFFERED, fill.received());
              }
              outcome.accept(result);
            });
    driver.start();
    return new Running(fill, driver);
  }

  private record Running(Fill fill, FillDriver driver) implements Prefetch {
    @Override
    public boolean cancelIfUnread() {
      return driver.cancelIfUnread();
    }

    @Override
    public boolean isNearlyDone() {
      ResponseHead head = fill.head();
      return head != null && QuickAbort.isNearlyDone(fill.received(), head.contentLength());
    }
  }

  /**
   * Fetches a playlist before a viewer asks for it. Who asks for it then joins, or finds it stored.
   *
   * @param observer is told of the playlist as if it passed, also where it is stored: whoever has
   *     stored it may have been another
   * @param ended is told once how it ended: why it could not be kept, or {@link Obstacle#NONE}
   *     where it could, or never came
   * @return whether it has begun; if not, it is there or on its way already, or nothing may be
   *     fetched ahead just now
   */
  public boolean prefetchPlaylist(
      ResourceRequest request, PlaylistObserver observer, Consumer<Obstacle> ended) {
    return prefetchPlaylist(request, keeping(request, /* prefetch= */ true), observer, ended);
  }

  /**
   * The same, of a playlist whose viewers are answered by somebody else: it is fetched for what it
   * says, whether it may be kept or not.
   */
  public boolean readPlaylist(
      ResourceRequest request, PlaylistObserver observer, Consumer<Obstacle> ended) {
    return prefetchPlaylist(request, keeping(request, /* prefetch= */ false), observer, ended);
  }

  private boolean prefetchPlaylist(
      ResourceRequest request, Fill fill, PlaylistObserver observer, Consumer<Obstacle> ended) {
    if (!parts.tryCharge(request.fetch(), fill)) {
      return false;
    }
    if (!parts.fills().beginUnless(fill, () -> isStored(request.key()))) {
      parts.charge(request.fetch(), fill).takeBack();
      observeStored(request, observer);
      return false;
    }
    parts.metrics().count(Counter.PLAYLISTS_PREFETCHED);
    driver(request, fill, attendance.listen(observer, ended)).start();
    return true;
  }

  private void observeStored(ResourceRequest request, PlaylistObserver observer) {
    Fill fill = keeping(request, /* prefetch= */ false); // in no table: nobody else reads it
    try (FillReader reader = fill.attach(/* leader= */ true)) {
      if (reader == null || !stored.fills(fill, request.fetch().fields())) {
        return;
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (Slice slice = read(reader); slice != null; slice = read(reader)) {
        slice.writeTo(body);
      }
      observer.onPlaylist(body.toByteArray());
    } catch (IOException e) {
      log.debug("{} has left the store", request.key().uri(), e);
    }
  }

  private static @Nullable Slice read(FillReader reader) throws IOException {
    return reader.read(Duration.ZERO);
  }

  /** What is stored or on its way under the key must not answer any further request. */
  public void outdate(CacheKey key) {
    parts.fills().abandon(key);
    parts.store().remove(key);
    parts.store().remove(key.shared());
  }

  /** Nothing that is stored or on its way under such keys must answer any further request. */
  public void outdateAll(Predicate<CacheKey> which) {
    parts.fills().abandonAll(which);
    parts.store().removeAll(which);
  }

  private boolean isStored(CacheKey key) {
    return parts.store().contains(key) || parts.store().contains(key.shared());
  }

  private Fill keeping(ResourceRequest request, boolean prefetch) {
    return Fill.keeping(
            request.key(), parts.store().blockBytes(), parts.maxSegmentBytes(), prefetch)
        .blocking(request.fetch().mayBlock());
  }
}
