package io.github.hlsprebuffer.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The delivery directives of a playlist request as an origin reads them (RFC 8216bis section
 * 6.2.5).
 *
 * @param mediaSequenceNumber {@code _HLS_msn}
 * @param part {@code _HLS_part}
 * @param skips whether a delta update is asked for
 */
record PlaylistDirectives(OptionalLong mediaSequenceNumber, OptionalInt part, boolean skips) {

  private static final int SEGMENTS_AHEAD = 2;

  /** Reads a query; empty where it asks for what must answer 400. */
  static Optional<PlaylistDirectives> of(String query) {
    Map<String, String> values = new HashMap<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        values.putIfAbsent(parameter.substring(0, equals), parameter.substring(equals + 1));
      }
    }
    try {
      return read(values);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<PlaylistDirectives> read(Map<String, String> values) {
    String number = values.get("_HLS_msn");
    String part = values.get("_HLS_part");
    if (number == null && part != null) {
      return Optional.empty();
    }
    return Optional.of(
        new PlaylistDirectives(
            number == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(number)),
            part == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(part)),
            "YES".equals(values.get("_HLS_skip"))));
  }

  /** Tells whether the request is too far ahead to be held (RFC 8216bis section 6.2.5.2). */
  boolean isBeyond(LowLatencyStream stream, PartPosition edge) {
    if (mediaSequenceNumber.isEmpty()) {
      return false;
    }
    long number = mediaSequenceNumber.getAsLong();
    long lastComplete = stream.lastComplete(edge);
    boolean isOpen = number == lastComplete + 1;
    int lastPart = number == edge.mediaSequenceNumber() ? edge.part() : -1;
    return number > lastComplete + SEGMENTS_AHEAD
        || (isOpen && part.orElse(0) - lastPart > advancePartLimit(stream));
  }

  /** Returns the last partial segment that the answer must have. */
  Optional<PartPosition> awaited(LowLatencyStream stream) {
    if (mediaSequenceNumber.isEmpty()) {
      return Optional.empty();
    }
    long number = mediaSequenceNumber.getAsLong();
    int index = part.orElse(stream.partsPerSegment() - 1);
    // Past the end of its segment it means the first part of the next one.
    return Optional.of(
        index < stream.partsPerSegment()
            ? new PartPosition(number, index)
            : new PartPosition(number + 1, 0));
  }

  private static double advancePartLimit(LowLatencyStream stream) {
    return 3 / Math.min(1.0, stream.partDuration().toMillis() / 1000.0);
  }
}
