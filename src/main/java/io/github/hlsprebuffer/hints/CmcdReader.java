package io.github.hlsprebuffer.hints;

import org.jspecify.annotations.Nullable;

/** Makes {@link Cmcd} of its text. */
final class CmcdReader {
  private static final int MAX_VERSION = 2;
  private static final double MAX_PLAYBACK_RATE = 100;

  private CmcdReader() {}

  static Cmcd read(String data) {
    Dictionary dictionary = DictionaryParser.parse(data);
    // CTA-5004-B §6: of a version that we do not know we cannot know what its keys mean.
    return dictionary.decimal("v") > MAX_VERSION ? Cmcd.NONE : read(dictionary);
  }

  private static Cmcd read(Dictionary dictionary) {
    ObjectType type = ObjectType.of(dictionary.text("ot"));
    return new Cmcd(
        id(dictionary.text("sid")),
        id(dictionary.text("cid")),
        NextRequests.of(dictionary),
        dictionary.millis("bl", type),
        dictionary.millis("dl", type),
        dictionary.flag("su"),
        dictionary.flag("bs"),
        playbackRate(dictionary.decimal("pr")),
        type,
        StreamType.of(dictionary.text("st")),
        StreamingFormat.of(dictionary.text("sf")),
        dictionary.millis("d", type),
        dictionary.count("br", type),
        dictionary.count("tb", type),
        dictionary.count("rtp", type));
  }

  private static @Nullable String id(@Nullable String text) {
    boolean usable =
        text != null
            && !text.isBlank()
            && text.length() <= Cmcd.MAX_ID_CHARS
            && text.chars().noneMatch(Character::isISOControl);
    return usable ? text : null;
  }

  private static double playbackRate(double rate) {
    return Math.abs(rate) <= MAX_PLAYBACK_RATE ? rate : 1;
  }
}
