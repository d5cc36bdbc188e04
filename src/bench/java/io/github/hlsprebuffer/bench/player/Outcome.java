package io.github.hlsprebuffer.bench.player;

/** What came of a visitor's request, where all is as it must be. */
public enum Outcome {
  /** All bytes of the resource, and none else. */
  WHOLE("whole"),
  /** All bytes of the range that was asked for. */
  PART("whole range"),
  /** There is nothing in the range that was asked for (416). */
  NO_SUCH_RANGE("416"),
  /** The first bytes, and a broken connection in place of the rest. */
  BROKEN_OFF("seen to be broken off"),
  /** An error by the origin, or about it. */
  REFUSED("error"),
  /** The visitor left before the end; until then it was right. */
  LEFT("left by the viewer");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  /** As a report calls it. */
  public String words() {
    return words;
  }
}
