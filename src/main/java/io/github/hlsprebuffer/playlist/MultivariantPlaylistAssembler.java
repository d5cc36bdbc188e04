package io.github.hlsprebuffer.playlist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the content of a multivariant playlist (RFC 8216bis §4.4.6). */
final class MultivariantPlaylistAssembler {

  private final List<VariantStream> variants = new ArrayList<>();
  private final List<Rendition> renditions = new ArrayList<>();
  private final List<IFrameStream> iframeStreams = new ArrayList<>();
  private final List<EncryptionKey> sessionKeys = new ArrayList<>();
  private final List<SessionData> sessionData = new ArrayList<>();
  private @Nullable ContentSteering contentSteering;
  private @Nullable VariantStream variantWithoutUri;

  /** Keeps the attributes for the URI line that follows; without one there is no variant. */
  void variant(AttributeList attributes) throws PlaylistParseException {
    variantWithoutUri =
        new VariantStream(
            "",
            bandwidth(attributes),
            attributes.integerOrNull("AVERAGE-BANDWIDTH"),
            attributes.text("CODECS"),
            attributes.text("RESOLUTION"),
            attributes.text("AUDIO"),
            attributes.text("VIDEO"),
            attributes.text("SUBTITLES"),
            group(attributes.text("CLOSED-CAPTIONS")),
            attributes.text("PATHWAY-ID"));
  }

  private static long bandwidth(AttributeList attributes) {
    return Math.max(attributes.integer("BANDWIDTH"), 0);
  }

  private static @Nullable String group(@Nullable String closedCaptions) {
    return "NONE".equals(closedCaptions) ? null : closedCaptions;
  }

  void uri(String uri) {
    VariantStream variant = variantWithoutUri;
    if (variant != null) {
      variants.add(variant.withUri(uri));
      variantWithoutUri = null;
    }
  }

  void rendition(AttributeList attributes) throws PlaylistParseException {
    renditions.add(
        new Rendition(
            renditionType(attributes.text("TYPE")),
            attributes.text("GROUP-ID"),
            attributes.text("NAME"),
            attributes.uri("URI"),
            attributes.text("LANGUAGE"),
            attributes.isYes("DEFAULT"),
            attributes.isYes("AUTOSELECT"),
            attributes.isYes("FORCED"),
            attributes.text("CHANNELS"),
            attributes.text("INSTREAM-ID")));
  }

  private static Rendition.@Nullable Type renditionType(@Nullable String name) {
    if (name == null) {
      return null;
    }
    return switch (name) {
      case "AUDIO" -> Rendition.Type.AUDIO;
      case "VIDEO" -> Rendition.Type.VIDEO;
      case "SUBTITLES" -> Rendition.Type.SUBTITLES;
      case "CLOSED-CAPTIONS" -> Rendition.Type.CLOSED_CAPTIONS;
      default -> null;
    };
  }

  void iframeStream(AttributeList attributes) throws PlaylistParseException {
    String uri = attributes.uri("URI");
    if (uri != null) {
      iframeStreams.add(
          new IFrameStream(
              uri,
              bandwidth(attributes),
              attributes.text("CODECS"),
              attributes.text("RESOLUTION"),
              attributes.text("VIDEO"),
              attributes.text("PATHWAY-ID")));
    }
  }

  void sessionKey(AttributeList attributes) throws PlaylistParseException {
    String method = attributes.text("METHOD");
    if (method != null && !method.equals("NONE")) {
      sessionKeys.add(KeyRing.read(method, attributes));
    }
  }

  void sessionData(AttributeList attributes) throws PlaylistParseException {
    sessionData.add(
        new SessionData(
            attributes.text("DATA-ID"),
            attributes.text("VALUE"),
            attributes.uri("URI"),
            attributes.text("LANGUAGE")));
  }

  void contentSteering(AttributeList attributes) throws PlaylistParseException {
    String uri = attributes.uri("SERVER-URI");
    if (uri != null) {
      contentSteering = new ContentSteering(uri, attributes.text("PATHWAY-ID"));
    }
  }

  MultivariantPlaylist build(
      String baseUri, Map<String, String> variables, @Nullable Duration startOffset) {
    return new MultivariantPlaylist(
        baseUri,
        variables,
        startOffset,
        variants,
        renditions,
        iframeStreams,
        sessionKeys,
        sessionData,
        contentSteering);
  }
}
