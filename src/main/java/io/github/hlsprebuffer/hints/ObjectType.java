package io.github.hlsprebuffer.hints;

import org.jspecify.annotations.Nullable;

/** What kind of object a player asks for (CTA-5004, key {@code ot}). */
public enum ObjectType {
  /** Playlist. */
  MANIFEST("m"),
  AUDIO("a"),
  VIDEO("v"),
  /** Audio and video in one. */
  MUXED("av"),
  /** Media initialization section. */
  INIT("i"),
  CAPTION("c"),
  /** Timed text in ISO BMFF. */
  TIMED_TEXT("tt"),
  /** Key, license or certificate. */
  KEY("k"),
  OTHER("o");

  private final String token;

  ObjectType(String token) {
    this.token = token;
  }

  String token() {
    return token;
  }

  static @Nullable ObjectType of(@Nullable String token) {
    for (ObjectType type : values()) {
      if (type.token.equals(token)) {
        return type;
      }
    }
    return null;
  }
}
