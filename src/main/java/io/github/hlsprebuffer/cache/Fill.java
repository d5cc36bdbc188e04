package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way: an append-only list of blocks with a completion. One writer appends; any
 * number of readers follow, each at its own pace and from the first byte on. A fill belongs to no
 * client: a reader that leaves breaks nothing for the others.
 *
 * <p>A fill either keeps all its bytes until it is complete, or, if its body may not be kept (too
 * large, or for one viewer only), only those that a reader has yet to read; then the writer is held
 * back to the pace of the slowest reader.
 *
 * <p>Thread-safe.
 */
public final class Fill {
  /*
   * Threads. Everything is guarded by `lock`, which is held for copying at most one network read
   * and never during I/O. Bytes that have arrived never change, so readers use them outside the
   * lock. Callbacks (`credit`, `onAbandoned`, `waiting`) run outside the lock, on the thread that
   * has caused them.
   */
  private static final int MIN_UNREAD_BYTES = 10_000;

  private final CacheKey key;
  private final long maxKeptBytes;
  private final boolean prefetch;
  private final Lock lock;
  private final Condition progress;
  private final FillBlocks blocks;
  private final Set<FillReader> readers = new HashSet<>();
  private final Map<FillReader, Runnable> waiting = new LinkedHashMap<>(0);
  private boolean mayBlock; // written before it is shared
  private @Nullable FillMemory memory;
  private long chargedBytes;
  private boolean inTable;
  private boolean keepsAll;
  private boolean joinable;
  private boolean shareable = true;
  private boolean complete;
  private boolean wasRead;
  private boolean outgrown;
  private boolean crowdedOut;
  private long receivedAtCheck;
  private int idleChecks;
  private long uncredited;
  private LongConsumer credit = bytes -> {};
  private Runnable onAbandoned = () -> {};
  private @Nullable Runnable onFirstRead;
  private HttpFields selecting = HttpFields.EMPTY;
  private @Nullable ResponseHead head;
  private @Nullable FillException failure;

  /**
   * A fill.
   *
   * @param lock guards everything
   */
  Fill(
      CacheKey key,
      int blockBytes,
      long maxKeptBytes,
      boolean keepsAll,
      boolean prefetch,
      Lock lock) {
    this.lock = lock;
    this.progress = lock.newCondition();
    this.key = key;
    this.blocks = new FillBlocks(blockBytes);
    this.maxKeptBytes = maxKeptBytes;
    this.keepsAll = keepsAll;
    this.joinable = keepsAll;
    this.prefetch = prefetch;
  }

  /** A fill that keeps its bytes, up to {@code maxKeptBytes}, and can be joined. */
  public static Fill keeping(CacheKey key, int blockBytes, long maxKeptBytes, boolean prefetch) {
    return new Fill(
        key, blockBytes, maxKeptBytes, /* keepsAll= */ true, prefetch, new ReentrantLock());
  }

  /** A fill for one reader, which keeps only what that reader has yet to read. */
  public static Fill passing(CacheKey key, int blockBytes) {
    return new Fill(
        key, blockBytes, 0, /* keepsAll= */ false, /* prefetch= */ false, new ReentrantLock());
  }

  /**
   * Says that the origin may hold the response back until it has what was asked for. To be called
   * before anybody else knows the fill; returns the fill.
   */
  public Fill blocking(boolean isHeldBack) {
    mayBlock = isHeldBack;
    return this;
  }

  /** Others can find it from now on, and what it takes of this memory counts. */
  void entered(FillMemory shared) {
    locked(
        () -> {
          memory = shared;
          inTable = true;
        });
  }

  /** Nobody can find it any more: it is stored, or never will be. */
  void left() {
    locked(
        () -> {
          inTable = false;
          charge();
        });
  }

  /** Whether the origin may hold the response back until it has what was asked for. */
  public boolean mayBlock() {
    return mayBlock;
  }

  /** What is being fetched. */
  public CacheKey key() {
    return key;
  }

  /** Whether it was begun before any player asked. */
  public boolean isPrefetch() {
    return prefetch;
  }

  /**
   * Says how the writer learns that it may go on, in bytes, and that nobody reads any more. To be
   * called once, before the first byte.
   */
  public void connect(LongConsumer creditBytes, Runnable abandoned) {
    locked(
        () -> {
          this.credit = creditBytes;
          this.onAbandoned = abandoned;
        });
  }

  /**
   * Says what is to be done as soon as anybody waits for what comes: at once where somebody does.
   * To be called once.
   */
  public void whenFirstRead(Runnable task) {
    locked(() -> onFirstRead = task);
    tellOfFirstReader();
  }

  /** To be called when a reader has been attached, without any lock. */
  void tellOfFirstReader() {
    Runnable due;
    lock.lock();
    try {
      due = wasRead ? onFirstRead : null;
      onFirstRead = due == null ? onFirstRead : null;
    } finally {
      lock.unlock();
    }
    if (due != null) {
      due.run();
    }
  }

  // ---- writer

  /**
   * Status and fields have arrived. Those who joined and may not have them are sent off.
   *
   * @param isShareable whether anyone but the leader may have the response
   * @param selectingFields the request fields that those who share it must have in common
   */
  public void begin(ResponseHead responseHead, boolean isShareable, HttpFields selectingFields) {
    telling(
        () -> {
          if (!isShareable) {
            shareable = false;
            joinable = false;
            keepsAll = false;
          }
          selecting = selectingFields;
          head = responseHead;
          progress.signalAll();
        });
  }

  /** Takes all bytes of {@code data}. Returns false if the fill has ended and wants no more. */
  public boolean append(ByteBuffer data) {
    boolean taken;
    long creditNow;
    List<Runnable> tasks;
    lock.lock();
    try {
      taken = take(data);
      creditNow = taken ? takeCredit() : 0;
      charge();
      tasks = takeTasks();
    } finally {
      lock.unlock();
    }
    grant(creditNow);
    tasks.forEach(Runnable::run);
    return taken;
  }

  /** The body has ended. It is whole unless fewer bytes came than were announced. */
  public void complete() {
    telling(
        () -> {
          if (keepsAll && head != null && head.contentLength() > blocks.received()) {
            end(new FillException(Reason.ORIGIN_FAILED, "Shorter than announced: " + key.uri()));
          }
          complete = failure == null;
          progress.signalAll();
        });
  }

  /** The body will not become whole. Later calls change nothing. */
  public void fail(FillException cause) {
    telling(() -> end(cause));
  }

  /** The same, and tells the writer to stop. */
  void giveUp(FillException cause) {
    fail(cause);
    locked(() -> onAbandoned).run();
  }

  /** Ends the fill if nobody reads it; returns whether it did. */
  public boolean cancelIfUnread() {
    lock.lock();
    try {
      if (!readers.isEmpty() || isOver()) {
        return false;
      }
      end(new FillException(Reason.CANCELLED, "Cancelled: " + key.uri()));
      charge();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What it brings must not be kept any more; ends it if nobody reads it. */
  void stopKeeping() {
    locked(
        () -> {
          keepNothing();
          charge();
        });
  }

  // ---- readers

  /**
   * A new reader from the first byte on, or null where the fill can no longer be joined.
   *
   * @param leader whether the fill was begun for this reader, so that it gets even what may not be
   *     shared
   */
  public @Nullable FillReader attach(boolean leader) {
    lock.lock();
    try {
      if (!joinable && !(leader && readers.isEmpty())) {
        return null;
      }
      FillReader reader = new FillReader(this, leader);
      readers.add(reader);
      wasRead = true;
      return reader;
    } finally {
      lock.unlock();
    }
  }

  /** The head, or null while it has not arrived. */
  public @Nullable ResponseHead head() {
    return locked(() -> head);
  }

  /** Whether all bytes that come are kept, so far. */
  public boolean isKept() {
    return locked(() -> keepsAll);
  }

  /** Whether all bytes are there and kept. */
  public boolean isKeptWhole() {
    return locked(() -> complete && keepsAll);
  }

  /** Whether more came than may be kept. */
  public boolean hasOutgrown() {
    return locked(() -> outgrown);
  }

  /** Whether there was no memory left to keep what came. */
  public boolean isCrowdedOut() {
    return locked(() -> crowdedOut);
  }

  /** Why it ended early, or null. */
  public FillException.@Nullable Reason failureReason() {
    return locked(() -> failure == null ? null : failure.reason());
  }

  /**
   * How many times in a row this was called without a byte having come in between, although the
   * writer was not held back. Where nobody reads, a few bytes count for nothing: so slowly nothing
   * is brought that anybody will need.
   */
  int checkIdle() {
    lock.lock();
    try {
      long came = blocks.received() - receivedAtCheck;
      boolean slow = came < (readers.isEmpty() ? MIN_UNREAD_BYTES : 1);
      boolean idle = slow && uncredited == 0 && !complete;
      idleChecks = idle ? idleChecks + 1 : 0;
      receivedAtCheck = blocks.received();
      return idleChecks;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it ever had a reader. */
  public boolean wasRead() {
    return locked(() -> wasRead);
  }

  /** Whether it has a reader now. */
  public boolean isRead() {
    return locked(() -> !readers.isEmpty());
  }

  /** Bytes received so far. */
  public long received() {
    return locked(() -> blocks.received());
  }

  /**
   * The blocks, each of the full size but the last; null unless all are there and kept, which may
   * end at any time.
   */
  public @Nullable List<byte[]> wholeBlocks() {
    return locked(() -> isWhole() && keepsAll ? blocks.whole() : null);
  }

  /** The writer may have yet to say that there is no more than was announced. */
  private boolean isWhole() {
    boolean announced = head != null && head.contentLength() == blocks.received();
    return complete || (announced && failure == null);
  }

  // ---- for FillReader, which calls these without holding the lock

  ResponseHead awaitHead(FillReader reader, HttpFields request, long timeoutNanos)
      throws FillException {
    lock.lock();
    try {
      long left = timeoutNanos;
      while (isUnanswered(reader)) {
        left = await(left);
      }
      if (reader.sentOff() != null) {
        throw rethrown(reader.sentOff());
      }
      if (failure != null) {
        throw rethrown(failure);
      }
      if (!reader.isLeader() && !(shareable && request.agreesWith(selecting))) {
        throw new FillException(Reason.NOT_SHAREABLE, "Not shareable: " + key.uri());
      }
      ResponseHead result = head;
      if (result == null) {
        throw new IllegalStateException("no head");
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  /** The next bytes for the reader, waiting for them; null at the end of the body. */
  @Nullable Slice awaitBytes(FillReader reader, long timeoutNanos) throws FillException {
    lock.lock();
    try {
      long left = timeoutNanos;
      while (isAwaited(reader)) {
        left = await(left);
      }
      return bytesFor(reader);
    } finally {
      lock.unlock();
    }
  }

  /** The next bytes for the reader, if they are there; null at the end of the body. */
  @Nullable Slice poll(FillReader reader) throws FillException {
    lock.lock();
    try {
      return isAwaited(reader) ? Slice.NOT_YET : bytesFor(reader);
    } finally {
      lock.unlock();
    }
  }

  boolean hasAnswer(FillReader reader) {
    return locked(() -> !isUnanswered(reader));
  }

  boolean whenAnswered(FillReader reader, Runnable task) {
    lock.lock();
    try {
      return isUnanswered(reader) && waits(reader, task);
    } finally {
      lock.unlock();
    }
  }

  boolean whenReadable(FillReader reader, Runnable task) {
    lock.lock();
    try {
      return isAwaited(reader) && waits(reader, task);
    } finally {
      lock.unlock();
    }
  }

  boolean hasMore(FillReader reader) {
    return locked(() -> reader.position() < blocks.received());
  }

  void advanced() {
    long creditNow;
    lock.lock();
    try {
      creditNow = takeCredit();
      charge();
    } finally {
      lock.unlock();
    }
    grant(creditNow);
  }

  void sendOff(FillReader reader, FillException cause) {
    Runnable task;
    lock.lock();
    try {
      reader.sentOff(cause);
      task = waiting.remove(reader);
      progress.signalAll();
    } finally {
      lock.unlock();
    }
    reader.close();
    if (task != null) {
      task.run();
    }
  }

  void detach(FillReader reader) {
    long creditNow;
    boolean abandoned;
    lock.lock();
    try {
      readers.remove(reader);
      waiting.remove(reader);
      abandoned = readers.isEmpty() && !keepsAll && !isOver();
      creditNow = takeCredit();
      charge();
    } finally {
      lock.unlock();
    }
    if (abandoned) {
      fail(new FillException(Reason.CANCELLED, "Abandoned: " + key.uri()));
      onAbandoned.run();
    } else {
      grant(creditNow);
    }
  }

  // ---- under the lock

  private boolean isOver() {
    return complete || failure != null;
  }

  private boolean isUnanswered(FillReader reader) {
    return head == null && failure == null && reader.sentOff() == null;
  }

  private boolean isAwaited(FillReader reader) {
    return reader.position() >= blocks.received() && !isOver() && reader.sentOff() == null;
  }

  private @Nullable Slice bytesFor(FillReader reader) throws FillException {
    if (reader.sentOff() != null) {
      throw rethrown(reader.sentOff());
    }
    long position = reader.position();
    // What has arrived is handed out even if the rest never will: the reader then sees the failure
    // at the right offset.
    if (position < blocks.received()) {
      return blocks.slice(position);
    }
    if (failure != null) {
      throw rethrown(failure);
    }
    return null;
  }

  /** Always true. A reader has one task at a time. */
  private boolean waits(FillReader reader, Runnable task) {
    waiting.put(reader, task);
    return true;
  }

  private List<Runnable> takeTasks() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<Runnable> tasks = List.copyOf(waiting.values());
    waiting.clear();
    return tasks;
  }

  private boolean take(ByteBuffer data) {
    int count = data.remaining();
    if (keepsAll && blocks.received() + count > maxKeptBytes) {
      outgrown = true;
      keepNothing();
    } else if (keepsAll && memory != null && !memory.mayKeep(blocks.heldBytes())) {
      crowdedOut = true;
      keepNothing();
    }
    if (exceedsAnnouncedLength(count)) {
      end(new FillException(Reason.ORIGIN_FAILED, "Longer than announced: " + key.uri()));
    }
    if (isOver()) {
      return false;
    }
    blocks.append(data, head == null ? -1 : head.contentLength());
    uncredited += count;
    progress.signalAll();
    return true;
  }

  /** Says what is held now: nothing, once it can neither be found nor is read. */
  private void charge() {
    if (memory != null) {
      boolean gone = !inTable && readers.isEmpty() && isOver();
      long held = gone ? 0 : blocks.heldBytes();
      memory.add(held - chargedBytes);
      chargedBytes = held;
      memory = gone ? null : memory;
    }
  }

  private void keepNothing() {
    keepsAll = false;
    joinable = false;
    if (readers.isEmpty()) {
      end(new FillException(Reason.CANCELLED, "Not to be kept: " + key.uri()));
    }
  }

  private void end(FillException cause) {
    if (!isOver()) {
      failure = cause;
      joinable = false;
      progress.signalAll();
    }
  }

  private boolean exceedsAnnouncedLength(int count) {
    long announced = head == null ? -1 : head.contentLength();
    return announced >= 0 && blocks.received() + count > announced;
  }

  /** How many bytes the writer may be granted now; forgets them. */
  private long takeCredit() {
    long creditNow = uncredited;
    if (!keepsAll) {
      long slowest = blocks.received();
      for (FillReader reader : readers) {
        slowest = Math.min(slowest, reader.position());
      }
      blocks.releaseBelow(slowest);
      creditNow = Math.max(0, uncredited - (blocks.received() - slowest));
    }
    uncredited -= creditNow;
    return creditNow;
  }

  /** One wait; the callers loop. */
  @SuppressWarnings("WaitNotInLoop")
  private long await(long leftNanos) throws FillException {
    // Only after the caller has looked once more: signal and time-out may come together.
    if (leftNanos <= 0) {
      throw new FillException(Reason.STALLED, "No progress: " + key.uri());
    }
    try {
      return progress.awaitNanos(leftNanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FillException(Reason.STALLED, "Interrupted: " + key.uri(), e);
    }
  }

  /** A fresh exception for each reader: a shared one would collect suppressed exceptions. */
  private static FillException rethrown(FillException cause) {
    return new FillException(cause.reason(), String.valueOf(cause.getMessage()), cause);
  }

  private void grant(long bytes) {
    if (bytes > 0) {
      credit.accept(bytes);
    }
  }

  private <T extends @Nullable Object> T locked(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }

  /** Runs an action of the writer, and then the tasks of those who waited for it. */
  private void telling(Runnable action) {
    List<Runnable> tasks;
    lock.lock();
    try {
      action.run();
      charge();
      tasks = takeTasks();
    } finally {
      lock.unlock();
    }
    tasks.forEach(Runnable::run);
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
