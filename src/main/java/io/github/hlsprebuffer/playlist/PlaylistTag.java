package io.github.hlsprebuffer.playlist;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tags of RFC 8216bis §4.4, each with what it does to the playlist being read. */
enum PlaylistTag {
  EXTM3U(PlaylistTag::passOver),
  EXT_X_VERSION,
  EXT_X_INDEPENDENT_SEGMENTS,
  EXT_X_START((assembly, value) -> assembly.start(value.attributes())),
  EXT_X_DEFINE((assembly, value) -> assembly.variables().define(value.attributes())),

  EXT_X_TARGETDURATION((assembly, value) -> assembly.media().targetDuration(value)),
  EXT_X_MEDIA_SEQUENCE((assembly, value) -> assembly.media().segments().mediaSequence(value)),
  EXT_X_DISCONTINUITY_SEQUENCE(
      (assembly, value) -> assembly.media().segments().discontinuitySequence(value)),
  EXT_X_ENDLIST((assembly, value) -> assembly.media().endList()),
  EXT_X_PLAYLIST_TYPE((assembly, value) -> assembly.media().type(value)),
  EXT_X_I_FRAMES_ONLY((assembly, value) -> assembly.media().iframesOnly()),
  EXT_X_PART_INF((assembly, value) -> assembly.media().partTarget(value)),
  EXT_X_SERVER_CONTROL((assembly, value) -> assembly.media().serverControl(value)),

  EXTINF((assembly, value) -> assembly.media().segments().duration(value)),
  EXT_X_BYTERANGE((assembly, value) -> assembly.media().segments().byteRange(value)),
  EXT_X_DISCONTINUITY((assembly, value) -> assembly.media().segments().discontinuity()),
  EXT_X_KEY((assembly, value) -> assembly.media().segments().key(value.attributes())),
  EXT_X_MAP((assembly, value) -> assembly.media().segments().map(value.attributes())),
  EXT_X_PROGRAM_DATE_TIME((assembly, value) -> assembly.media().segments().programDateTime(value)),
  EXT_X_GAP((assembly, value) -> assembly.media().segments().gap()),
  EXT_X_BITRATE(PlaylistTag::markMedia),
  EXT_X_PART((assembly, value) -> assembly.media().segments().part(value.attributes())),

  EXT_X_DATERANGE(PlaylistTag::markMedia),
  EXT_X_SKIP((assembly, value) -> assembly.media().segments().skip(value)),
  EXT_X_PRELOAD_HINT((assembly, value) -> assembly.media().preloadHint(value.attributes())),
  EXT_X_RENDITION_REPORT((assembly, value) -> assembly.media().renditionReport(value.attributes())),

  EXT_X_MEDIA((assembly, value) -> assembly.multivariant().rendition(value.attributes())),
  EXT_X_STREAM_INF((assembly, value) -> assembly.multivariant().variant(value.attributes())),
  EXT_X_I_FRAME_STREAM_INF(
      (assembly, value) -> assembly.multivariant().iframeStream(value.attributes())),
  EXT_X_SESSION_DATA((assembly, value) -> assembly.multivariant().sessionData(value.attributes())),
  EXT_X_SESSION_KEY((assembly, value) -> assembly.multivariant().sessionKey(value.attributes())),
  EXT_X_CONTENT_STEERING(
      (assembly, value) -> assembly.multivariant().contentSteering(value.attributes()));

  /** What a tag does; a functional interface that may end the reading. */
  private interface Effect {
    void apply(PlaylistAssembly assembly, TagValue value) throws PlaylistParseException;
  }

  private static final int LETTER_AT = "EXT-X-".length();

  private static final Set<PlaylistTag> OF_SEGMENTS =
      EnumSet.of(
          EXTINF,
          EXT_X_BYTERANGE,
          EXT_X_DISCONTINUITY,
          EXT_X_KEY,
          EXT_X_MAP,
          EXT_X_PROGRAM_DATE_TIME,
          EXT_X_GAP,
          EXT_X_BITRATE,
          EXT_X_DATERANGE);

  private static final PlaylistTag[] WITHOUT_X = {EXTM3U, EXTINF};

  /** The tags by the letter after {@code EXT-X-}, each group in the order of the constants. */
  private static final PlaylistTag[][] BY_LETTER = new PlaylistTag['Z' + 1][0];

  static {
    for (PlaylistTag tag : values()) {
      if (tag.label.length > LETTER_AT) {
        byte letter = tag.label[LETTER_AT];
        PlaylistTag[] group = BY_LETTER[letter];
        BY_LETTER[letter] = Arrays.copyOf(group, group.length + 1);
        BY_LETTER[letter][group.length] = tag;
      }
    }
  }

  // The effects are lambdas without state of their own.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Effect effect;

  // Never changed and never handed out.
  @SuppressWarnings("ImmutableEnumChecker")
  private final byte[] label = name().replace('_', '-').getBytes(StandardCharsets.US_ASCII);

  /** A tag that says nothing we keep, but must not be repeated (RFC 8216bis §4.4.1.2, §4.4.2). */
  PlaylistTag() {
    this.effect = (assembly, value) -> assembly.once(this);
  }

  PlaylistTag(Effect effect) {
    this.effect = effect;
  }

  /**
   * Returns the tag that a line begins with, or null when it is none or an unknown one.
   *
   * @param from where the line continues after the number sign, which is the byte before it
   * @param to where the line ends
   */
  static @Nullable PlaylistTag find(byte[] bytes, int from, int to) {
    if (from + EXTINF.length() < to && LineScan.isDuration(bytes, from - 1)) {
      return EXTINF;
    }
    int letter = from + LETTER_AT < to ? bytes[from + LETTER_AT] : 0;
    return find(letter < 'A' || letter > 'Z' ? WITHOUT_X : BY_LETTER[letter], bytes, from, to);
  }

  private static @Nullable PlaylistTag find(
      PlaylistTag[] candidates, byte[] bytes, int from, int to) {
    for (PlaylistTag tag : candidates) {
      if (tag.isAt(bytes, from, to)) {
        return tag;
      }
    }
    return null;
  }

  private boolean isAt(byte[] bytes, int from, int to) {
    int labelEnd = from + label.length;
    return labelEnd <= to
        && (labelEnd == to || bytes[labelEnd] == ':')
        && Arrays.equals(bytes, from, labelEnd, label, 0, label.length);
  }

  /** Whether the tag says only what applies to the segments behind it. */
  boolean isOfSegments() {
    return OF_SEGMENTS.contains(this);
  }

  /** The length of the tag's name, without the number sign. */
  int length() {
    return label.length;
  }

  void apply(PlaylistAssembly assembly, TagValue value) throws PlaylistParseException {
    effect.apply(assembly, value);
  }

  private static void passOver(PlaylistAssembly assembly, TagValue value) {}

  /** For a tag that says nothing we keep, except that this is a media playlist. */
  private static void markMedia(PlaylistAssembly assembly, TagValue value)
      throws PlaylistParseException {
    assembly.media();
  }
}
