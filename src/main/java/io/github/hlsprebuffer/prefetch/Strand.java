package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ResponseHead;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One of the requests by which a {@link Transfer} brings a body, and what of its bytes has come
 * before its turn.
 */
final class Strand implements FetchListener {
  /*
   * Threads. `cancel` and `allow` are called on any thread; what has no other comment is used by
   * one call of the transfer at a time.
   */
  /** To read so much costs less than a new connection. */
  private static final long MAX_DRAINED_BYTES = 64 << 10;

  private final Transfer transfer;
  private final FetchRequest request;
  private final long from;
  private final boolean isExtra;
  private long allowed; // guarded by this
  private long granted; // guarded by this
  private volatile @Nullable Fetch fetch;
  private volatile boolean cancelled;
  private final Queue<ByteBuffer> kept = new ArrayDeque<>(0);
  private @Nullable ResponseHead head;
  private long to = -1;
  private long keptBytes;
  private long receivedBytes;
  private long answeredNanos;
  private boolean ended;

  /**
   * A request that is yet to be sent.
   *
   * @param from offset in the body of the first byte that it is to bring
   * @param isExtra whether it is sent while another one is under way
   */
  Strand(Transfer transfer, FetchRequest request, long from, boolean isExtra) {
    this.transfer = transfer;
    this.request = request;
    this.from = from;
    this.isExtra = isExtra;
    this.allowed = from;
    this.granted = from;
  }

  FetchRequest request() {
    return request;
  }

  /** Whether it was sent while another one was under way. */
  boolean isExtra() {
    return isExtra;
  }

  /** Offset in the body of the first byte that it is to bring. */
  long from() {
    return from;
  }

  /** Offset in the body after the last byte that it brings; -1 while that is not known. */
  long to() {
    return to;
  }

  /** Its answer brings the bytes up to there. */
  void bringsUpTo(long end) {
    to = end;
  }

  /** What it was answered before its turn, or null. */
  @Nullable ResponseHead head() {
    return head;
  }

  void keep(ResponseHead early) {
    head = early;
  }

  /** The head of its answer has come at this time. */
  void answered(long nanos) {
    answeredNanos = nanos;
  }

  /** So many more bytes have come. */
  void received(int bytes) {
    receivedBytes += bytes;
  }

  /** All bytes that have come, whatever became of them. */
  long receivedBytes() {
    return receivedBytes;
  }

  /** When the head of its answer came. */
  long answeredNanos() {
    return answeredNanos;
  }

  /** Keeps bytes that have come before their turn. */
  void keep(ByteBuffer data) {
    keptBytes += data.remaining();
    kept.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
  }

  /** Bytes that have come before their turn. */
  long keptBytes() {
    return keptBytes;
  }

  /** Hands out what has been kept. */
  void release(Consumer<ByteBuffer> taker) {
    keptBytes = 0;
    for (ByteBuffer data = kept.poll(); data != null; data = kept.poll()) {
      taker.accept(data);
    }
  }

  /** All of its bytes have come. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** The fetch is known, here or in {@link #onHead}, whichever comes first. */
  void started(Fetch running) {
    fetch = running;
    if (cancelled) {
      running.cancel();
    }
    allow(from);
  }

  void cancel() {
    cancelled = true;
    Fetch running = fetch;
    if (running != null) {
      running.cancel();
    }
  }

  /** All bytes of the body below this offset have been used: as many more may come. */
  void allow(long position) {
    Fetch running = fetch;
    long more;
    synchronized (this) {
      allowed = Math.max(allowed, position);
      more = running == null ? 0 : allowed - granted;
      granted += more;
    }
    if (running != null && more > 0) {
      running.grant(more);
    }
  }

  /** Bytes have come that nobody needs: a little more, and the connection can be used again. */
  void drain(long bytes) {
    long position;
    synchronized (this) {
      position = allowed + bytes;
    }
    if (position - from > MAX_DRAINED_BYTES) {
      cancel();
    } else {
      allow(position);
    }
  }

  @Override
  public void onHead(Fetch running, ResponseHead answer) {
    started(running);
    transfer.onHead(this, answer);
  }

  @Override
  public void onData(Fetch running, ByteBuffer data) {
    transfer.onData(this, data);
  }

  @Override
  public void onComplete(Fetch running) {
    transfer.onComplete(this);
  }

  @Override
  public void onFailure(Fetch running, FetchException cause) {
    transfer.onFailure(this, cause);
  }
}
