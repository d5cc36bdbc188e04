package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchException;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.SegmentFetcher;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.registry.LiveChannel.Segment;
import io.github.hlsprebuffer.testing.FakeClock;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a {@link LiveChannel}, in memory and in fake time: answers after a while, when it
 * is told that the time has come, and remembers which segments it has sent. Confined to one thread.
 */
final class LiveOrigin implements SegmentFetcher {
  /** How long what it sends may be kept. */
  static final int LIFETIME_SECONDS = 60;

  private static final int REMEMBERED = 1_024;

  private final FakeClock clock;
  private final SplittableRandom random;
  private final Consumer<Segment> onFetch;
  private final Consumer<String> onViolation;
  private final PriorityQueue<Answer> answers =
      new PriorityQueue<>(Comparator.comparingLong((Answer answer) -> answer.dueMillis));
  private final long[][] sent = new long[LiveChannel.PLAYLISTS][REMEMBERED];
  private final long[][] sentMillis = new long[LiveChannel.PLAYLISTS][REMEMBERED];

  /**
   * An origin.
   *
   * @param onFetch is told of each request when it is made
   */
  LiveOrigin(
      FakeClock clock,
      SplittableRandom random,
      Consumer<Segment> onFetch,
      Consumer<String> onViolation) {
    this.clock = clock;
    this.random = random;
    this.onFetch = onFetch;
    this.onViolation = onViolation;
    Arrays.stream(sent).forEach(numbers -> Arrays.fill(numbers, -1));
  }

  @Override
  public Fetch fetch(FetchRequest request, FetchListener listener) {
    Segment segment = LiveChannel.segment(request.uri().getPath());
    onFetch.accept(segment);
    Answer answer = new Answer(segment, listener, nowMillis() + latencyMillis());
    answers.add(answer);
    return answer;
  }

  /** When the next answer is due; the end of time where nothing is under way. */
  long nextMillis() {
    Answer next = answers.peek();
    return next == null ? Long.MAX_VALUE : next.dueMillis;
  }

  /** Gives the answer that is due and returns what was asked for, or null if it was cancelled. */
  @Nullable Segment answer() {
    Answer answer = answers.remove();
    return answer.give() ? answer.segment : null;
  }

  /** Number of requests that wait for their answer. */
  int underWay() {
    return answers.size();
  }

  @Override
  public void closeIdleConnections() {}

  @Override
  public void close() {}

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
  }

  /** Now and then an answer takes nearly as long as a segment plays. */
  private long latencyMillis() {
    return random.nextInt(50) == 0 ? 1_500 : 40 + random.nextInt(260);
  }

  private void noteSent(Segment segment) {
    long[] numbers = sent[segment.playlist()];
    int at = (int) (segment.index() % REMEMBERED);
    long[] times = sentMillis[segment.playlist()];
    if (numbers[at] == segment.index() && nowMillis() - times[at] < LIFETIME_SECONDS * 1_000L) {
      onViolation.accept(segment + " was sent again while it was fresh");
    }
    numbers[at] = segment.index();
    times[at] = nowMillis();
  }

  /** A request and its answer to come. */
  private final class Answer implements Fetch {
    private final Segment segment;
    private final FetchListener listener;
    private final long dueMillis;
    private boolean over;

    Answer(Segment segment, FetchListener listener, long dueMillis) {
      this.segment = segment;
      this.listener = listener;
      this.dueMillis = dueMillis;
    }

    boolean give() {
      if (over) {
        return false;
      }
      over = true;
      if (segment.index() > LiveChannel.last(segment.playlist(), nowMillis())) {
        onViolation.accept(segment + " was asked for before it was there");
        give(404, new byte[0]);
      } else {
        noteSent(segment);
        give(200, segment.body());
      }
      return true;
    }

    private void give(int status, byte[] body) {
      HttpFields fields =
          HttpFields.EMPTY
              .with("Content-Type", "video/mp2t")
              .with("Content-Length", Integer.toString(body.length))
              .with("Cache-Control", "max-age=" + LIFETIME_SECONDS);
      listener.onHead(this, new ResponseHead(status, fields));
      listener.onData(this, ByteBuffer.wrap(body));
      listener.onComplete(this);
    }

    @Override
    public void cancel() {
      if (!over) {
        over = true;
        listener.onFailure(
            this,
            new FetchException(
                FetchException.Cause.CANCELLED, "cancelled", new IllegalStateException()));
      }
    }

    @Override
    public void grant(long bytes) {}
  }
}
