package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.registry.LiveChannel.Segment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which segments may be wanted, told from the viewers' own intentions: those in the window ahead of
 * each viewer, in the playlists that he watches, until he has been silent for too long.
 */
final class LiveWindows {
  /** Whether a segment is wanted. */
  enum Want {
    /** A viewer who is there, or has only just left, comes to it next. */
    WANTED,
    /** It is ahead of where a viewer was before he went elsewhere. */
    LEFT_BEHIND,
    NEVER
  }

  /** A player that looks back so far does not turn round. */
  private static final int LOOK_BACK = 2;

  /**
   * How far apart the ends of two playlists may be that are not of the same moment. Without dates,
   * only these tell where a viewer who switches goes on.
   */
  private static final int UNDATED_SLACK = 1;

  private final LiveChannel channel;
  private final int ahead;
  private final long patienceMillis;
  private final Trail[][] trails;
  private final long[] firsts = new long[LiveChannel.PLAYLISTS];

  /**
   * A place where a viewer is or was.
   *
   * @param slack how far from it we may believe him to be
   */
  private record Stop(long index, long seenMillis, int slack) {
    static final Stop NOWHERE = new Stop(0, Long.MIN_VALUE / 2, 0);
  }

  /** Where a viewer is in one playlist, and where he was, the latest first. */
  private static final class Trail {
    private final Deque<Stop> past = new ArrayDeque<>();
    private Stop stop = Stop.NOWHERE;

    void goTo(Stop next, long forgottenMillis) {
      past.addFirst(next);
      while (past.getLast().seenMillis < forgottenMillis) {
        past.removeLast();
      }
      stop = next;
    }
  }

  /**
   * No windows yet.
   *
   * @param ahead segments ahead of each viewer
   * @param patienceMillis how long a viewer may be silent, until the sweep that notices
   */
  LiveWindows(LiveChannel channel, int viewers, int ahead, long patienceMillis) {
    this.channel = channel;
    this.ahead = ahead;
    this.patienceMillis = patienceMillis;
    this.trails =
        IntStream.range(0, viewers)
            .mapToObj(i -> Stream.generate(Trail::new).limit(LiveChannel.PLAYLISTS))
            .map(ofViewer -> ofViewer.toArray(Trail[]::new))
            .toArray(Trail[][]::new);
  }

  /** A version of a playlist has passed. */
  void published(int playlist, long last) {
    firsts[playlist] = channel.first(last);
  }

  /** A viewer asks for a segment. */
  void moved(int viewer, int playlist, long index, long nowMillis) {
    Trail trail = trails[viewer][playlist];
    long step = index - trail.stop.index;
    boolean looksBack =
        isWatched(trail.stop, nowMillis) && step <= 0 && step >= -LOOK_BACK - trail.stop.slack;
    Stop next =
        looksBack
            ? new Stop(trail.stop.index, nowMillis, trail.stop.slack)
            : new Stop(index, nowMillis, 0);
    trail.goTo(next, nowMillis - patienceMillis);
  }

  /** A viewer goes on in another playlist. */
  void switched(int viewer, int from, int to, long nowMillis) {
    strayed(viewer, from, to, nowMillis);
    trails[viewer][from].stop = Stop.NOWHERE;
  }

  /** A viewer looks at another playlist, and will come back. */
  void strayed(int viewer, int from, int to, long nowMillis) {
    if (!isWatched(trails[viewer][from].stop, nowMillis)) {
      return;
    }
    long index = trails[viewer][from].stop.index;
    Stop stop = new Stop(index, nowMillis, channel.isDated() ? 0 : UNDATED_SLACK);
    long furthest = trails[viewer][from].past.stream().mapToLong(Stop::index).max().orElse(index);
    trails[viewer][from].goTo(stop, nowMillis - patienceMillis);
    // He may be taken for who he was before he looked back; and to be one segment back, where the
    // other playlist does not have his next one yet.
    trails[viewer][to].goTo(new Stop(furthest, nowMillis, 0), nowMillis - patienceMillis);
    trails[viewer][to].goTo(new Stop(index - 1, nowMillis, 0), nowMillis - patienceMillis);
    trails[viewer][to].goTo(stop, nowMillis - patienceMillis);
  }

  Want want(Segment segment, long nowMillis) {
    for (Trail[] ofViewer : trails) {
      if (isWanted(segment, ofViewer[segment.playlist()].stop, nowMillis)) {
        return Want.WANTED;
      }
    }
    boolean leftBehind =
        Stream.of(trails)
            .flatMap(ofViewer -> ofViewer[segment.playlist()].past.stream())
            .anyMatch(stop -> isWanted(segment, stop, nowMillis));
    return leftBehind ? Want.LEFT_BEHIND : Want.NEVER;
  }

  private boolean isWanted(Segment segment, Stop stop, long nowMillis) {
    long from = Math.max(stop.index, firsts[segment.playlist()] - 1);
    long steps = segment.index() - from;
    return isWatched(stop, nowMillis) && steps > -stop.slack && steps <= ahead + stop.slack;
  }

  /** How many viewers watch, each counted in every playlist that he watches. */
  int count(long nowMillis) {
    return (int)
        Stream.of(trails)
            .flatMap(Stream::of)
            .filter(trail -> !trail.past.isEmpty() && isWatched(trail.past.getFirst(), nowMillis))
            .count();
  }

  private boolean isWatched(Stop stop, long nowMillis) {
    return nowMillis - stop.seenMillis <= patienceMillis;
  }
}
