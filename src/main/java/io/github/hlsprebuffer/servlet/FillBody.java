package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The body of a fill, as it arrives. */
final class FillBody implements BodySource {
  private final FillReader reader;
  private final Duration patience;
  private final long announcedBytes;
  private final Runnable atEnd;
  private boolean ended;

  /**
   * A body of which nothing has been read.
   *
   * @param announcedBytes length of the whole as the viewer knows it, or -1
   * @param atEnd runs once the whole body has been read, before the viewer can know that it has all
   */
  FillBody(FillReader reader, Duration patience, long announcedBytes, Runnable atEnd) {
    this.reader = reader;
    this.patience = patience;
    this.announcedBytes = announcedBytes;
    this.atEnd = atEnd;
  }

  @Override
  public @Nullable Slice next() throws TruncatedResponseException {
    try {
      Slice bytes = reader.poll();
      if (!ended && (bytes == null || reader.position() == announcedBytes)) {
        // Where the length was announced, the next request may come right after the last byte.
        ended = true;
        atEnd.run();
      }
      return bytes;
    } catch (FillException e) {
      throw new TruncatedResponseException("The body ended early: " + e.getMessage(), e);
    }
  }

  @Override
  public void await() throws TruncatedResponseException {
    try {
      reader.await(patience);
    } catch (FillException e) {
      throw new TruncatedResponseException("The body ended early: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean whenReady(Runnable task) {
    return reader.whenReadable(task);
  }

  @Override
  public Duration patience() {
    return patience;
  }

  @Override
  public void close() {
    reader.close();
  }
}
