package io.github.hlsprebuffer.registry;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bodies of playlists as servers and accidents make them: version after version, or any. */
final class FuzzedPlaylist {
  private static final int MAX_SEGMENTS = 12;
  private static final int MAX_EDIT_BYTES = 200;

  private final byte[][] scenarios;
  private byte[] last = {};
  private int mediaSequence;

  FuzzedPlaylist(byte[][] scenarios) {
    this.scenarios = scenarios;
  }

  /** The next version, or something else. */
  byte[] next(FuzzedDataProvider data) {
    switch (data.consumeInt(0, 7)) {
      case 0 -> last = data.pickValue(scenarios);
      case 1 -> last = edit(last, data);
      case 2 -> last = edit(live(data), data);
      default -> last = live(data);
    }
    return last;
  }

  /** A live playlist that has mostly gone on a little, and at times has jumped or begun anew. */
  private byte[] live(FuzzedDataProvider data) {
    mediaSequence = Math.max(0, mediaSequence + data.consumeInt(-4, 6));
    if (data.consumeInt(0, 15) == 0) {
      mediaSequence = data.consumeInt(0, Integer.MAX_VALUE);
    }
    int segments = data.consumeInt(0, MAX_SEGMENTS);
    String names = data.consumeInt(0, 9) == 0 ? "again" : "s";
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:4\n");
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(mediaSequence).append('\n');
    int skipped = data.consumeInt(0, 9) == 0 ? data.consumeInt(1, MAX_SEGMENTS) : 0;
    int kind = data.consumeInt(0, 15);
    if (skipped > 0) {
      text.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(skipped).append('\n');
    }
    if ((kind & 1) != 0) {
      text.append("#EXT-X-MAP:URI=\"init").append(data.consumeInt(0, 1)).append(".mp4\"\n");
    }
    if ((kind & 2) != 0) {
      text.append("#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:0").append(kind & 7).append("Z\n");
    }
    for (int i = skipped; i < segments; i++) {
      segment(text, names, mediaSequence + (long) i, (kind & 4) != 0 && i >= segments - 2);
    }
    if ((kind & 4) != 0) {
      parts(text, names, mediaSequence + (long) segments, data.consumeInt(0, 3));
      text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"").append(names).append("next.mp4\"\n");
    }
    if ((kind & 8) != 0 && data.consumeInt(0, 3) == 0) {
      text.append("#EXT-X-ENDLIST\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void segment(StringBuilder text, String names, long number, boolean inParts) {
    if (inParts) {
      parts(text, names, number, 2);
    }
    text.append("#EXTINF:4,\n").append(names).append(number).append(".mp4\n");
  }

  private static void parts(StringBuilder text, String names, long number, int count) {
    for (int part = 0; part < count; part++) {
      text.append("#EXT-X-PART:DURATION=2,URI=\"%s%d.%d.mp4\"\n".formatted(names, number, part));
    }
  }

  /** Replaces a part of the body by other bytes or by another part of it. */
  private static byte[] edit(byte[] body, FuzzedDataProvider data) {
    int from = data.consumeInt(0, body.length);
    int to = data.consumeInt(from, Math.min(body.length, from + MAX_EDIT_BYTES));
    ByteArrayOutputStream edited = new ByteArrayOutputStream();
    edited.write(body, 0, from);
    if (data.consumeBoolean()) {
      int copied = data.consumeInt(0, body.length);
      int length = Math.min(data.consumeInt(0, MAX_EDIT_BYTES), body.length - copied);
      edited.write(body, copied, length);
    } else {
      edited.writeBytes(data.consumeBytes(60));
    }
    edited.write(body, to, body.length - to);
    return edited.toByteArray();
  }
}
