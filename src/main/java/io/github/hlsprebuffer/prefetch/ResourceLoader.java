package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.FillTable;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins fills, or joins those under way. Thread-safe; never blocks. */
public final class ResourceLoader {
  private static final Logger log = LoggerFactory.getLogger(ResourceLoader.class);

  private final LoaderParts parts;
  private final StoredCopy stored;

  ResourceLoader(LoaderParts parts) {
    this.parts = parts;
    this.stored = new StoredCopy(parts.store());
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
    return ticket.reader();
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
    return reader;
  }

  /** A fill that the host application will write, or null where the resource is on its way. */
  public @Nullable HostFill hostFill(CacheKey key, HttpFields requestFields) {
    Fill fill =
        Fill.keeping(
            key, parts.store().blockBytes(), parts.maxSegmentBytes(), /* prefetch= */ false);
    return parts.fills().begin(fill) ? new HostFill(parts, fill, requestFields) : null;
  }

  private void drive(ResourceRequest request, Fill fill, PlaylistObserver observer) {
    FillDriver driver =
        new FillDriver(parts, request, fill, parts.keeper().now(), observer, outcome -> {});
    parts.gate().admit(request.fetch(), driver::start);
  }

  /**
   * Begins a prefetch whose budget has been charged; null where the resource is there or on its way
   * already.
   *
   * @param dueNanos when it will be needed
   */
  @Nullable Prefetch prefetch(
      ResourceRequest request, long dueNanos, Consumer<PrefetchOutcome> outcome) {
    Fill fill = keeping(request, /* prefetch= */ true);
    // Another may have ended since this was wished for. It leaves the table only once it is stored.
    if (!parts.fills().beginUnless(fill, () -> isStored(request.key()))) {
      return null;
    }
    parts.metrics().count(Counter.PREFETCHES_TRIGGERED);
    FillDriver driver =
        new FillDriver(
            parts,
            request,
            fill,
            dueNanos,
            PlaylistObserver.NONE,
            result -> {
              if (result.result() == PrefetchOutcome.Result.STORED) {
                parts.metrics().count(Counter.SEGMENTS_PREBUFFERED);
                parts.metrics().add(Counter.BYTES_PREBUFFERED, fill.received());
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
      parts.discharge(request.fetch(), fill);
      observeStored(request, observer);
      return false;
    }
    parts.metrics().count(Counter.PLAYLISTS_PREFETCHED);
    long now = parts.keeper().now();
    new FillDriver(parts, request, fill, now, observer, result -> ended.accept(result.obstacle()))
        .start();
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

  /** Nothing that is stored or on its way must answer any further request. */
  public void outdateAll() {
    parts.fills().abandonAll();
    parts.store().clear();
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
