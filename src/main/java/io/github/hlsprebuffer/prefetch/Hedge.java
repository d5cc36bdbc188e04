package io.github.hlsprebuffer.prefetch;

import org.jspecify.annotations.Nullable;

/**
 * A second request for what a stalled one should bring: the rival. Which of both brings something
 * first goes on, the other one is cancelled. Not thread-safe.
 */
final class Hedge {
  /** An origin that stalls again and again is not helped by more requests. */
  private static final int MAX_RIVALS = 2;

  private final StallWatch watch;
  private final Opener opener;
  private @Nullable Strand rival;
  private int rivals;
  private boolean hadOne;

  /** Sends the second request. */
  interface Opener {
    /** The request, or null where there is none to be made now. */
    @Nullable Strand open();
  }

  Hedge(StallWatch watch, Opener opener) {
    this.watch = watch;
    this.opener = opener;
  }

  /** Begins to watch, given what the first byte usually takes, or 0. */
  void begin(long latencyNanos) {
    watch.begin(latencyNanos);
  }

  /** What has been asked for comes; a rival is not needed, or is what brings it by now. */
  void progress() {
    watch.progress();
    hadOne = false;
    drop();
  }

  /** Time has passed; where nothing has come in it, there will be a rival, one in each stall. */
  void check() {
    if (!hadOne && watch.isStalled()) {
      rival = opener.open();
      hadOne = rival != null;
      rivals += hadOne ? 1 : 0;
    }
    if (rivals < MAX_RIVALS) {
      watch.goOn();
    }
  }

  /** Whether this is the rival. */
  boolean is(Strand strand) {
    return strand == rival;
  }

  /** The rival, which is none from now on; or null. */
  @Nullable Strand take() {
    Strand taken = rival;
    rival = null;
    return taken;
  }

  /** Cancels the rival, if there is one. */
  void drop() {
    Strand dropped = take();
    if (dropped != null) {
      dropped.cancel();
    }
  }

  /** Nothing more is to come. */
  void end() {
    watch.end();
    drop();
  }
}
