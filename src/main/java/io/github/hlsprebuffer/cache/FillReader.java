package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One viewer's way through a {@link Fill}. Used by one thread at a time; to be closed in every
 * case.
 */
public final class FillReader implements AutoCloseable {
  private final Fill fill;
  private final boolean leader;
  private volatile long position;
  private long end = Long.MAX_VALUE;
  private @Nullable FillException sentOff; // guarded by the fill
  private volatile @Nullable Consumer<FillReader> onClose;

  FillReader(Fill fill, boolean leader) {
    this.fill = fill;
    this.leader = leader;
  }

  /** The fill that is read. */
  public Fill fill() {
    return fill;
  }

  /** Whether the fill was begun for this reader. */
  public boolean isLeader() {
    return leader;
  }

  /** Reads only these bytes; to be called before the first is read. */
  public void select(ByteInterval part) {
    position = part.first();
    end = part.last() + 1;
  }

  /** Offset of the next byte to read. */
  public long position() {
    return position;
  }

  /**
   * Waits for status and fields.
   *
   * @param request the fields of this reader's own request
   * @throws FillException if they will not come, not in time, or not for this reader
   */
  public ResponseHead awaitHead(HttpFields request, Duration timeout) throws FillException {
    return fill.awaitHead(this, request, timeout.toNanos());
  }

  /**
   * Waits for the next bytes and returns them; null at the end of the body, or of the part. They
   * stay valid.
   *
   * @throws FillException if the body ends early, or nothing comes in time
   */
  public @Nullable Slice read(Duration timeout) throws FillException {
    fill.advanced();
    long at = position;
    Slice bytes = at < end ? fill.awaitBytes(this, timeout.toNanos()) : null;
    if (bytes == null) {
      return null;
    }
    Slice wanted = bytes.atMost(end - at);
    position = at + wanted.length();
    return wanted;
  }

  /**
   * The next bytes that are there; {@link Slice#NOT_YET} where more will come; null at the end of
   * the body.
   *
   * @throws FillException if the body ends early
   */
  public @Nullable Slice poll() throws FillException {
    fill.advanced();
    long at = position;
    Slice bytes = at < end ? fill.poll(this) : null;
    if (bytes == null) {
      return null;
    }
    Slice wanted = bytes.atMost(end - at);
    position = at + wanted.length();
    return wanted;
  }

  /**
   * Waits until {@link #poll} has something to say.
   *
   * @throws FillException if the body ends early, or nothing comes in time
   */
  public void await(Duration timeout) throws FillException {
    if (position < end) {
      fill.awaitBytes(this, timeout.toNanos());
    }
  }

  /** Whether {@link #awaitHead} would not wait. */
  public boolean hasAnswer() {
    return fill.hasAnswer(this);
  }

  /**
   * Has a task run once when {@link #awaitHead} would not wait any more. It runs on the thread that
   * brings the head, so it must neither block nor throw; it may still run after this was closed.
   *
   * @return false if the head, or the reason why there is none, is there already: the task will not
   *     run
   */
  public boolean whenAnswered(Runnable task) {
    return fill.whenAnswered(this, task);
  }

  /**
   * Has a task run once when {@link #poll} has something to say. It runs on the thread that brings
   * the bytes, so it must neither block nor throw; it may still run after this was closed, or
   * although there is nothing yet.
   *
   * @return false if there is something already: the task will not run
   */
  public boolean whenReadable(Runnable task) {
    return position < end && fill.whenReadable(this, task);
  }

  /** Whether {@link #read} would return without waiting. */
  public boolean isReady() {
    return position >= end || fill.hasMore(this);
  }

  /**
   * Ends this reader, whatever the fill goes on to bring to others: whoever waits for it is told
   * so, and so is whoever asks it for anything from now on. On any thread.
   */
  public void sendOff(FillException cause) {
    fill.sendOff(this, cause);
  }

  /**
   * Says who is to know that this is closed, by the one who has attached it and before anybody else
   * has it. Closing tells it on its own thread, perhaps more than once.
   */
  public void whenClosed(Consumer<FillReader> task) {
    onClose = task;
  }

  /** Why it was sent off, or null. */
  @Nullable FillException sentOff() {
    return sentOff;
  }

  void sentOff(FillException cause) {
    sentOff = cause;
  }

  @Override
  public void close() {
    fill.detach(this);
    Consumer<FillReader> told = onClose;
    if (told != null) {
      told.accept(this);
    }
  }
}
