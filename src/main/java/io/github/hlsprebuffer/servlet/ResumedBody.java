package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rest of a body of which eviction has taken blocks, if the origin still has the same one. */
final class ResumedBody implements BodySource {
  private final FillReader reader;
  private final Duration patience;
  private final ByteInterval rest;
  private final String uri;
  private boolean isTheSame;
  private long left;

  /** The answer to a request for {@code rest}, of which nothing has been read. */
  ResumedBody(FillReader reader, Duration patience, ByteInterval rest, String uri) {
    this.reader = reader;
    this.patience = patience;
    this.rest = rest;
    this.uri = uri;
    this.left = rest.length();
  }

  @Override
  public @Nullable Slice next() throws TruncatedResponseException {
    try {
      if (!isTheSame && !reader.hasAnswer()) {
        return Slice.NOT_YET;
      }
      checkAnswer();
      return left == 0 ? null : taken(reader.poll());
    } catch (FillException e) {
      throw new TruncatedResponseException("Evicted: " + uri, e);
    }
  }

  private void checkAnswer() throws FillException, TruncatedResponseException {
    if (isTheSame) {
      return;
    }
    ResponseHead answer = reader.awaitHead(HttpFields.EMPTY, Duration.ZERO);
    ByteInterval answered = ByteInterval.ofContentRange(answer.fields().first("content-range"));
    if (answer.status() != 206 || !rest.equals(answered)) {
      throw new TruncatedResponseException("Evicted and changed: " + uri);
    }
    isTheSame = true;
  }

  private Slice taken(@Nullable Slice bytes) throws TruncatedResponseException {
    if (bytes == null) {
      throw new TruncatedResponseException("Evicted and cut short: " + uri);
    }
    if (!bytes.isThere()) {
      return bytes;
    }
    Slice wanted = bytes.atMost(left);
    left -= wanted.length();
    return wanted;
  }

  @Override
  public void await() throws TruncatedResponseException {
    try {
      if (isTheSame) {
        reader.await(patience);
      } else {
        reader.awaitHead(HttpFields.EMPTY, patience);
      }
    } catch (FillException e) {
      throw new TruncatedResponseException("Evicted: " + uri, e);
    }
  }

  @Override
  public boolean whenReady(Runnable task) {
    return isTheSame ? reader.whenReadable(task) : reader.whenAnswered(task);
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
