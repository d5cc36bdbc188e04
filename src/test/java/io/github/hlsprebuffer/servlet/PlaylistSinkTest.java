package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.testing.Bodies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaylistSinkTest {
  private static final byte[] BODY = Bodies.utf8("#EXTM3U\n#EXTINF:4,\n1.ts\n");
  private static final int LIMIT = 1000;

  private final List<byte[]> seen = new ArrayList<>();
  private final FillMemory memory = new FillMemory(10 * LIMIT);
  private final PlaylistSink byName =
      new PlaylistSink(/* byName= */ true, LIMIT, memory, seen::add);
  private final PlaylistSink byType =
      new PlaylistSink(/* byName= */ false, LIMIT, memory, seen::add);

  private static ResponseHead head(int status, String... namesAndValues) {
    HttpFields fields = HttpFields.EMPTY;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields = fields.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new ResponseHead(status, fields);
  }

  private static byte[] gzipped(byte[] body) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(body);
    }
    return zipped.toByteArray();
  }

  private static void feed(PlaylistSink sink, byte[] body) {
    int half = body.length / 2;
    sink.bytes(body, 0, half);
    sink.bytes(body, half, body.length - half);
    sink.end();
  }

  @Test
  void end_plainPlaylist_isHandedOnWhole() {
    assertThat(byName.begin(head(200))).isTrue();
    byName.bytes(BODY, 0, 3);
    byName.bytes(BODY, 3, BODY.length - 3);
    assertThat(seen).isEmpty();
    byName.end();
    byName.end();

    assertThat(seen).containsExactly(BODY);
    assertThat(byName.isNeeded()).isFalse();
  }

  @Test
  void bytes_moreThanMayBeOnItsWay_arePassedUnread() {
    memory.add(20 * LIMIT);
    assertThat(byName.begin(head(200))).isTrue();

    feed(byName, BODY);

    assertThat(seen).isEmpty();
    assertThat(memory.bytes()).isEqualTo(20 * LIMIT);
  }

  @Test
  void endAndAbort_memory_isFreeAgain() {
    for (boolean ends : new boolean[] {true, false}) {
      assertThat(byName.begin(head(200))).isTrue();
      byName.bytes(BODY, 0, BODY.length);
      assertThat(memory.bytes()).isEqualTo(BODY.length);
      if (ends) {
        byName.end();
      } else {
        byName.abort("The viewer left");
      }
      assertThat(memory.bytes()).isZero();
    }
    assertThat(seen).hasSize(1);
  }

  /** By name, by type, status, encoding: wanted? */
  @ParameterizedTest
  @CsvSource({
    "true, text/plain, 200, '', true",
    "false, application/vnd.apple.mpegurl, 200, '', true",
    "false, 'Audio/mpegURL; charset=utf-8', 200, '', true",
    "false, text/plain, 200, '', false",
    "true, text/plain, 404, '', false",
    "true, text/plain, 206, '', false",
    "true, text/plain, 304, '', false",
    "true, text/plain, 200, gzip, true",
    "true, text/plain, 200, ' GZIP ', true",
    "true, text/plain, 200, identity, true",
    "true, text/plain, 200, br, false",
    "true, text/plain, 200, 'gzip, br', false"
  })
  void begin_whatItTurnsOutToBe_isWantedOrNot(
      boolean name, String type, int status, String encoding, boolean wanted) {
    PlaylistSink sink = name ? byName : byType;
    ResponseHead head = head(status, "Content-Type", type);
    if (!encoding.isEmpty()) {
      head = head(status, "Content-Type", type, "Content-Encoding", encoding);
    }

    assertThat(sink.begin(head)).isEqualTo(wanted);
    sink.bytes(BODY, 0, BODY.length);
    sink.abort("not whole");
    sink.end();
    assertThat(seen).as("aborted").isEmpty();
  }

  @Test
  void end_notWanted_handsOnNothing() {
    byType.begin(head(200, "Content-Type", "text/html"));
    feed(byType, BODY);

    assertThat(seen).isEmpty();
  }

  @Test
  void end_gzippedPlaylist_isUnzipped() throws IOException {
    byName.begin(head(200, "Content-Encoding", "gzip"));
    feed(byName, gzipped(BODY));

    assertThat(seen).containsExactly(BODY);
  }

  @Test
  void end_whatIsNotGzipAfterAll_isHandedOnAsItIs() {
    byName.begin(head(200, "Content-Encoding", "gzip"));
    feed(byName, BODY);

    assertThat(seen).containsExactly(BODY);
  }

  @Test
  void end_gzipCutShort_isNotHandedOnAsIfItWereWhole() throws IOException {
    byte[] zipped = gzipped(BODY);
    byName.begin(head(200, "Content-Encoding", "gzip"));
    feed(byName, Arrays.copyOf(zipped, zipped.length - 12));

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0)).startsWith(0x1f, 0x8b);
  }

  @Test
  void end_playlistOfExactlyTheLimit_isHandedOn() throws IOException {
    byte[] largest = Bodies.body(1, LIMIT);
    byName.begin(head(200));
    feed(byName, largest);
    byType.begin(head(200, "Content-Type", "audio/mpegurl", "Content-Encoding", "gzip"));
    feed(byType, gzipped(new byte[LIMIT]));

    assertThat(seen).containsExactly(largest, new byte[LIMIT]);
  }

  @Test
  void end_playlistAboveTheLimit_isNotRead() {
    byName.begin(head(200));
    feed(byName, new byte[LIMIT + 1]);

    assertThat(seen).isEmpty();
  }

  /** A part of it would pass for a shorter playlist. */
  @Test
  void end_playlistThatUnzipsToMoreThanTheLimit_isNotRead() throws IOException {
    byName.begin(head(200, "Content-Encoding", "gzip"));
    feed(byName, gzipped(new byte[LIMIT + 1]));

    assertThat(seen).isEmpty();
  }

  @Test
  void begin_afterAbort_startsAnew() {
    byName.begin(head(200));
    byName.bytes(BODY, 0, 5);
    byName.abort("taken back");
    byName.begin(head(200));
    feed(byName, BODY);

    assertThat(seen).containsExactly(BODY);
  }

  @Test
  void mayWant_asStatusAndTypeSay() {
    assertThat(byType.mayWant(200, "Application/vnd.apple.MPEGURL; charset=utf-8")).isTrue();
    assertThat(byType.mayWant(200, "text/html")).isFalse();
    assertThat(byType.mayWant(200, null)).isFalse();
    assertThat(byType.mayWant(404, "application/vnd.apple.mpegurl")).isFalse();
    assertThat(byName.mayWant(200, null)).isTrue();
    assertThat(byName.mayWant(206, "application/vnd.apple.mpegurl")).isFalse();
  }
}
