package io.github.hlsprebuffer.playlist;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One version of a playlist after the other, as servers and accidents make them. */
final class PlaylistEdits {

  private static final String[] LINES = {
    "#EXT-X-KEY:METHOD=AES-128,URI=\"k1\"",
    "#EXT-X-KEY:METHOD=AES-128,URI=\"k2\"",
    "#EXT-X-KEY:METHOD=NONE",
    "#EXT-X-MAP:URI=\"init2.mp4\"",
    "#EXT-X-MAP:URI=\"init.mp4\",BYTERANGE=\"10@0\"",
    "#EXT-X-BYTERANGE:100",
    "#EXT-X-BYTERANGE:100@0",
    "#EXT-X-DISCONTINUITY",
    "#EXT-X-GAP",
    "#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05Z",
    "#EXT-X-DATERANGE:ID=\"a\"",
    "#EXT-X-PART:DURATION=1,URI=\"p\",BYTERANGE=\"5@0\"",
    "#EXT-X-DEFINE:NAME=\"v\",VALUE=\"w\"",
    "#EXT-X-SKIP:SKIPPED-SEGMENTS=2",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    "#EXT-X-ENDLIST",
    "#EXT-X-TARGETDURATION:9",
    "#EXT-X-DISCONTINUITY-SEQUENCE:3",
    "#comment",
    "",
    "{$v}.ts",
    "x{$.ts",
    "same.mp4",
    "\u00E4.ts"
  };

  /** So many versions later it begins anew: edits pile up until little is left to take over. */
  private static final int VERSIONS = 30;

  private final Random random;
  private final List<String> original;
  private int version;
  private List<String> lines;
  private List<String> before;
  private String lineEnd = "\n";
  private int appended;

  PlaylistEdits(String text, Random random) {
    this.random = random;
    this.original = List.of(text.split("\r\n|\n|\r"));
    this.lines = original;
    this.before = original;
  }

  /** Edits the playlist, mostly as a live playlist changes; returns its text. */
  String next() {
    before = lines;
    lines = new ArrayList<>(version++ % VERSIONS == 0 ? original : lines);
    switch (random.nextInt(12)) {
      case 0 -> lines.add(position(), LINES[random.nextInt(LINES.length)]);
      case 1 -> removeLine();
      case 2 -> lineEnd = new String[] {"\n", "\r\n", "\r", "\n", "\n"}[random.nextInt(5)];
      case 3 -> damage();
      case 4 -> {}
      default -> moveWindow();
    }
    String text = String.join(lineEnd, lines) + (random.nextInt(8) == 0 ? "" : lineEnd);
    return random.nextInt(20) == 0 ? text.substring(0, random.nextInt(text.length() + 1)) : text;
  }

  /** Takes the last edit back. */
  void undo() {
    lines = before;
  }

  private int position() {
    return lines.isEmpty() ? 0 : 1 + random.nextInt(lines.size());
  }

  private void removeLine() {
    if (lines.size() > 10) {
      lines.remove(1 + random.nextInt(lines.size() - 1));
    }
  }

  private void damage() {
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    int cut = random.nextInt(line.length() + 1);
    lines.set(at, line.substring(0, cut) + random.nextInt(10) + line.substring(cut));
  }

  private void moveWindow() {
    for (int i = random.nextInt(3); i > 0; i--) {
      lines.add("#EXTINF:4,");
      lines.add("appended" + appended++ + ".ts");
    }
    for (int i = random.nextInt(3); i > 0 && lines.size() > 30; i--) {
      removeFirstSegment();
    }
  }

  /** Takes everything between the first EXTINF and its URI out, and counts one on. */
  private void removeFirstSegment() {
    int at = indexOf("#EXTINF", 0);
    while (at >= 0 && at < lines.size() && lines.get(at).startsWith("#")) {
      lines.remove(at);
    }
    if (at >= 0 && at < lines.size()) {
      lines.remove(at);
    }
    int sequence = indexOf("#EXT-X-MEDIA-SEQUENCE:", 0);
    if (sequence >= 0 && lines.get(sequence).matches("#EXT-X-MEDIA-SEQUENCE:\\d{1,9}")) {
      int number = Integer.parseInt(lines.get(sequence).substring(22));
      lines.set(sequence, "#EXT-X-MEDIA-SEQUENCE:" + (number + 1));
    }
  }

  private int indexOf(String prefix, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).startsWith(prefix)) {
        return i;
      }
    }
    return -1;
  }
}
