package io.github.hlsprebuffer.hints;

import org.jspecify.annotations.Nullable;

/** The protocol of a stream (CTA-5004, key {@code sf}). */
public enum StreamingFormat {
  DASH,
  HLS,
  HESP,
  SMOOTH,
  OTHER;

  static @Nullable StreamingFormat of(@Nullable String token) {
    return token == null
        ? null
        : switch (token) {
          // Shaka Player has tokens of its own, ld and lh, for low latency.
          case "d", "ld" -> DASH;
          case "h", "lh" -> HLS;
          case "e" -> HESP;
          case "s" -> SMOOTH;
          case "o" -> OTHER;
          default -> null;
        };
  }
}
