package io.github.hlsprebuffer.bench.player;

/**
 * What a player has loaded and how far it has watched, in real time. Playback begins with the first
 * segment, and after running dry with the next. Times are those of {@link System#nanoTime()}. Used
 * by one thread.
 */
final class PlaybackBuffer {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Media time up to which everything is loaded, in seconds. */
  private double loaded;

  /** Media time at {@code sinceNanos}. */
  private double position;

  private long sinceNanos;
  private boolean isPlaying;
  private int stalls;
  private double stalledSeconds;

  /** Drops everything, and goes on at another media time. */
  void moveTo(double seconds) {
    loaded = seconds;
    position = seconds;
    isPlaying = false;
  }

  /** Takes so many seconds of media that follow what is loaded. */
  void append(double seconds, long nowNanos) {
    if (isPlaying) {
      double drySeconds = unbounded(nowNanos) - loaded;
      if (drySeconds > 0) {
        stalls++;
        stalledSeconds += drySeconds;
        hold(nowNanos);
      }
    } else {
      sinceNanos = nowNanos;
      isPlaying = true;
    }
    loaded += seconds;
  }

  /** Stays where it is until {@link #resume}. */
  void pause(long nowNanos) {
    hold(nowNanos);
    isPlaying = false;
  }

  void resume(long nowNanos) {
    sinceNanos = nowNanos;
    isPlaying = true;
  }

  double position(long nowNanos) {
    return isPlaying ? Math.min(loaded, unbounded(nowNanos)) : position;
  }

  /** How many seconds of media are loaded and not yet watched. */
  double aheadSeconds(long nowNanos) {
    return loaded - position(nowNanos);
  }

  int stalls() {
    return stalls;
  }

  double stalledSeconds() {
    return stalledSeconds;
  }

  private void hold(long nowNanos) {
    position = position(nowNanos);
    sinceNanos = nowNanos;
  }

  private double unbounded(long nowNanos) {
    return position + (nowNanos - sinceNanos) / NANOS_PER_SECOND;
  }
}
