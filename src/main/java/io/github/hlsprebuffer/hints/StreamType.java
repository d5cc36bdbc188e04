package io.github.hlsprebuffer.hints;

import org.jspecify.annotations.Nullable;

/** Whether segments still come (CTA-5004, key {@code st}). */
public enum StreamType {
  VOD,
  LIVE,
  /** Live with partial segments; since version 2. */
  LOW_LATENCY;

  static @Nullable StreamType of(@Nullable String token) {
    return token == null
        ? null
        : switch (token) {
          case "v" -> VOD;
          case "l" -> LIVE;
          case "ll" -> LOW_LATENCY;
          default -> null;
        };
  }
}
