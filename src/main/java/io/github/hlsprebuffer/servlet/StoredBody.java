package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The body of a stored response, or a part of it. What eviction takes comes from the origin. */
final class StoredBody implements BodySource {
  /** So much fits into the buffers of a connection whose client reads at all. */
  private static final int SMALL_BYTES = 64 << 10;

  private final FilterContext context;
  private final StoredResource stored;
  private final ResourceRequest resource;
  private final boolean isSmall;
  private final long end;
  private long position;
  private @Nullable Slice ahead;
  private @Nullable BodySource rest;
  private boolean closed;

  /**
   * The bytes from {@code from} to before {@code end}.
   *
   * @param first what is stored at {@code from}
   * @param resource how to fetch what eviction has taken meanwhile
   */
  StoredBody(
      FilterContext context,
      StoredResource stored,
      ResourceRequest resource,
      long from,
      long end,
      Slice first) {
    this.context = context;
    this.stored = stored;
    this.resource = resource;
    this.isSmall = end - from <= SMALL_BYTES;
    this.position = from;
    this.end = end;
    this.ahead = first;
  }

  /**
   * Whether the rest of a body can be sent, whatever eviction has taken of it already: before
   * anything has left, the whole can still be fetched anew.
   */
  static boolean isAvailable(StoredResource stored, long from, long length) {
    ResponseHead head = stored.head().response();
    // In the order of what it costs to find out.
    return length == 0
        || head.strongEtag() != null
        || stored.has(from, length)
        || Preconditions.strongValidator(head) != null;
  }

  @Override
  public @Nullable Slice next() throws TruncatedResponseException {
    if (position >= end) {
      return null;
    }
    Slice bytes = rest == null ? storedBytes() : null;
    if (bytes == null) {
      bytes = rest().next();
    } else {
      bytes = bytes.atMost(end - position);
      context.metrics().add(Counter.BYTES_FROM_STORE, bytes.length());
    }
    if (bytes != null) {
      position += bytes.length();
    }
    return bytes;
  }

  private @Nullable Slice storedBytes() {
    Slice bytes = ahead;
    ahead = null;
    return bytes == null ? stored.read(position) : bytes;
  }

  private BodySource rest() throws TruncatedResponseException {
    BodySource resumed = rest;
    if (resumed == null) {
      resumed = resume();
      rest = resumed;
    }
    return resumed;
  }

  private BodySource resume() throws TruncatedResponseException {
    context.metrics().count(Counter.BLOCKS_REFETCHED);
    String uri = resource.key().uri();
    String validator = Preconditions.strongValidator(stored.head().response());
    if (validator == null) {
      throw new TruncatedResponseException("Evicted without a validator: " + uri);
    }
    // A stored range of a resource lies somewhere within it.
    ByteInterval whole = resource.key().range();
    long offset = whole == null ? 0 : whole.first();
    ByteInterval interval = new ByteInterval(offset + position, offset + end - 1);
    FillReader reader =
        context.loader().pass(resource.resuming(interval, validator), PlaylistObserver.NONE);
    return new ResumedBody(reader, context.patience(reader), interval, uri);
  }

  @Override
  public void await() throws IOException {
    if (rest != null) {
      rest.await();
    }
  }

  @Override
  public boolean whenReady(Runnable task) {
    return rest != null && rest.whenReady(task);
  }

  @Override
  public Duration patience() {
    return rest == null ? context.patience() : rest.patience();
  }

  @Override
  public boolean isSmall() {
    return isSmall;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      stored.close();
      if (rest != null) {
        rest.close();
      }
    }
  }
}
