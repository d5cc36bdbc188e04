package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Playlists.file;
import static io.github.hlsprebuffer.playlist.Playlists.mediaFile;
import static io.github.hlsprebuffer.playlist.Playlists.multivariantFile;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares our reader with another one, where both can read a playlist. */
final class OracleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "media_vod_fmp4",
        "media_vod_byte_ranges",
        "media_vod_key_rotation",
        "media_vod_iframes_only",
        "media_live_discontinuities",
        "media_live_delta_previous"
      })
  void read_mediaPlaylist_agreesWithTheOracle(String scenario) throws Exception {
    OracleValue oracle = OracleValue.read("MediaPlaylistParser", text(scenario));
    MediaPlaylist playlist = mediaFile(scenario);

    assertThat(playlist.mediaSequence()).isEqualTo(oracle.get("mediaSequence"));
    assertThat(playlist.discontinuitySequence()).isEqualTo(oracle.get("discontinuitySequence"));
    assertThat((int) playlist.targetDuration().toSeconds()).isEqualTo(oracle.get("targetDuration"));
    assertThat(playlist.endList()).isNotEqualTo(oracle.get("ongoing"));
    assertThat(playlist.iframesOnly()).isEqualTo(oracle.get("iFramesOnly"));
    compareSegments(playlist.segments(), oracle.children("mediaSegments"));
  }

  /** The oracle names an initialization section only where its tag stands. */
  private static void compareSegments(List<MediaSegment> segments, List<OracleValue> oracle) {
    assertThat(segments).hasSameSizeAs(oracle);
    OracleValue map = null;
    for (int i = 0; i < oracle.size(); i++) {
      OracleValue newMap = oracle.get(i).child("segmentMap");
      map = newMap == null ? map : newMap;
      compareSegment(segments.get(i), oracle.get(i));
      InitializationSection section = segments.get(i).initializationSection();
      assertThat(section == null ? null : section.uri())
          .isEqualTo(map == null ? null : map.get("uri"));
    }
  }

  private static void compareSegment(MediaSegment segment, OracleValue oracle) {
    assertThat(segment.uri()).isEqualTo(oracle.get("uri"));
    assertThat(micros(oracle)).isEqualTo(segment.durationMicros());
    assertThat(segment.discontinuity()).isEqualTo(oracle.get("discontinuity"));
    assertThat(segment.gap()).isEqualTo(oracle.get("gap"));
    OffsetDateTime date = (OffsetDateTime) oracle.get("programDateTime");
    assertThat(segment.programDateTime()).isEqualTo(date == null ? null : date.toInstant());
    compareRange(segment.byteRange(), oracle.child("byteRange"));
    OracleValue key = oracle.child("segmentKey");
    if (key != null && key.get("uri") != null) {
      assertThat(segment.keys()).extracting(EncryptionKey::uri).contains((String) key.get("uri"));
    }
  }

  private static long micros(OracleValue oracle) {
    double seconds = (Double) Objects.requireNonNull(oracle.get("duration"));
    return Duration.ofNanos(Math.round(seconds * 1e9)).toNanos() / 1000;
  }

  /** The oracle leaves implied offsets to its caller. */
  private static void compareRange(@Nullable ByteRange range, @Nullable OracleValue oracle) {
    if (range == null || oracle == null) {
      assertThat(range == null).isEqualTo(oracle == null);
      return;
    }
    assertThat(range.length()).isEqualTo(oracle.get("length"));
    if (oracle.get("offset") != null) {
      assertThat(range.offset()).isEqualTo(oracle.get("offset"));
    }
  }

  @Test
  void read_multivariantPlaylist_agreesWithTheOracle() throws Exception {
    OracleValue oracle = OracleValue.read("MasterPlaylistParser", text("multivariant_groups"));
    MultivariantPlaylist playlist = multivariantFile("multivariant_groups");

    List<OracleValue> variants = oracle.children("variants");
    assertThat(playlist.variants()).hasSameSizeAs(variants);
    for (int i = 0; i < variants.size(); i++) {
      compareVariant(playlist.variants().get(i), variants.get(i));
    }
    List<OracleValue> renditions = oracle.children("alternativeRenditions");
    assertThat(playlist.renditions()).hasSameSizeAs(renditions);
    for (int i = 0; i < renditions.size(); i++) {
      compareRendition(playlist.renditions().get(i), renditions.get(i));
    }
  }

  private static void compareVariant(VariantStream variant, OracleValue oracle) {
    assertThat(variant.uri()).isEqualTo(oracle.get("uri"));
    assertThat(variant.bandwidth()).isEqualTo(oracle.get("bandwidth"));
    assertThat(variant.averageBandwidth()).isEqualTo(oracle.get("averageBandwidth"));
    assertThat(variant.audio()).isEqualTo(oracle.get("audio"));
    assertThat(variant.video()).isEqualTo(oracle.get("video"));
    assertThat(variant.subtitles()).isEqualTo(oracle.get("subtitles"));
    assertThat(variant.closedCaptions()).isEqualTo(oracle.get("closedCaptions"));
  }

  private static void compareRendition(Rendition rendition, OracleValue oracle) {
    assertThat(rendition.type()).hasToString(String.valueOf(oracle.get("type")).replace('-', '_'));
    assertThat(rendition.groupId()).isEqualTo(oracle.get("groupId"));
    assertThat(rendition.name()).isEqualTo(oracle.get("name"));
    assertThat(rendition.uri()).isEqualTo(oracle.get("uri"));
    assertThat(rendition.language()).isEqualTo(oracle.get("language"));
    assertThat(rendition.isDefault()).isEqualTo(oracle.get("defaultRendition"));
    assertThat(rendition.autoselect()).isEqualTo(oracle.get("autoSelect"));
  }

  private static String text(String scenario) {
    return new String(file(scenario), StandardCharsets.UTF_8);
  }
}
