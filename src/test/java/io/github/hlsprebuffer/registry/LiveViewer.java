package io.github.hlsprebuffer.registry;

import java.util.SplittableRandom;

/**
 * A viewer of a {@link LiveChannel}: joins and leaves, pauses, seeks, switches variants, catches up
 * at twice the speed, asks again and probes. Each step is one decision at one time.
 */
final class LiveViewer {
  private static final int HOLD_BACK = 3;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;

  private final int id;
  private final LiveChannel channel;
  private final Service service;
  private final SplittableRandom random;
  private long nowMillis;
  private long dueMillis;
  private boolean watching;
  private boolean fast;
  private int variant;
  private long index;
  private Asked next = Asked.AFTER_JUMP;

  /** Why a segment is asked for. */
  enum Asked {
    /** It follows the one asked for before. */
    IN_TURN,
    /** A join, a seek, or going on after a pause. */
    AFTER_JUMP,
    /** The first one in another variant. */
    AFTER_SWITCH,
    /** Once more. */
    AGAIN,
    /** Of a variant that is not watched. */
    PROBE
  }

  /** Who answers viewers. */
  interface Service {
    /** Loads the multivariant playlist. */
    void open();

    /** Loads a media playlist and returns the index of its last segment. */
    long load(LiveViewer viewer, int playlist);

    void play(LiveViewer viewer, int playlist, long index, Asked why);

    /** The viewer will load another playlist, to go on there. */
    void switches(LiveViewer viewer, int from, int to);

    /** The viewer will load another playlist, and then go on where it was. */
    void strays(LiveViewer viewer, int from, int to);
  }

  LiveViewer(int id, LiveChannel channel, Service service, SplittableRandom random) {
    this.id = id;
    this.channel = channel;
    this.service = service;
    this.random = random;
    this.dueMillis = MINUTE + random.nextLong(40 * MINUTE);
  }

  int id() {
    return id;
  }

  String name() {
    return "viewer" + id;
  }

  long dueMillis() {
    return dueMillis;
  }

  /** Does what is due, and says when the next step is. */
  void step() {
    nowMillis = dueMillis;
    if (!watching) {
      join();
    } else {
      decide(random.nextInt(1_000));
    }
  }

  private void join() {
    watching = true;
    fast = false;
    next = Asked.AFTER_JUMP;
    service.open();
    int chosen = random.nextInt(LiveChannel.VARIANTS);
    if (chosen != variant) {
      // Who comes back soon may not seem to have been away.
      service.switches(this, variant, chosen);
      variant = chosen;
    }
    long last = load();
    index = Math.max(channel.first(last), last - random.nextInt(HOLD_BACK + 1)) - 1;
    goOn(last);
  }

  private void decide(int dice) {
    if (dice < 3) {
      watching = false;
      pause(random.nextLong(64 * MINUTE));
    } else if (dice < 8) {
      pause(5 * SECOND + random.nextLong(40 * SECOND));
    } else if (dice < 10) {
      pause(95 * SECOND + random.nextLong(4 * MINUTE));
    } else if (dice < 20) {
      long last = load();
      index = last - random.nextInt(channel.window()) - 1;
      next = Asked.AFTER_JUMP;
      goOn(last);
    } else if (dice < 50) {
      switchTo(random.nextInt(LiveChannel.VARIANTS));
    } else if (dice < 60) {
      long last = load();
      if (index >= channel.first(last)) {
        play(Asked.AGAIN);
      }
      goOn(last);
    } else if (dice < 65) {
      probe(random.nextInt(LiveChannel.VARIANTS));
    } else {
      goOn(load());
    }
  }

  private void pause(long millis) {
    dueMillis = nowMillis + millis + 1;
  }

  private void switchTo(int other) {
    if (other != variant) {
      service.switches(this, variant, other);
      variant = other;
      next = Asked.AFTER_SWITCH;
    }
    goOn(load());
  }

  /** A player measures what a variant would cost, and stays where it is. */
  private void probe(int other) {
    if (other != variant) {
      service.strays(this, variant, other);
      long last = service.load(this, other);
      if (index >= channel.first(last) && index <= last) {
        service.play(this, other, index, Asked.PROBE);
      }
    }
    goOn(load());
  }

  private long load() {
    return Math.min(service.load(this, variant), service.load(this, LiveChannel.AUDIO));
  }

  private void goOn(long last) {
    if (index >= last) {
      pause(400);
      return;
    }
    if (index + 1 < channel.first(last)) {
      index = channel.first(last) + random.nextInt(2) - 1;
      next = Asked.AFTER_JUMP;
    }
    index++;
    play(next);
    next = Asked.IN_TURN;
    fast = last - index > HOLD_BACK && (fast || random.nextInt(3) == 0);
    pause((fast ? LiveChannel.SEGMENT_MILLIS / 2 : LiveChannel.SEGMENT_MILLIS) - 1);
  }

  private void play(Asked why) {
    service.play(this, variant, index, why);
    service.play(this, LiveChannel.AUDIO, index, why);
  }
}
