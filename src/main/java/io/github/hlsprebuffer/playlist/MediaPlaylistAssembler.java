package io.github.hlsprebuffer.playlist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers what describes a media playlist as a whole (RFC 8216bis §4.4.3, §4.4.5). */
final class MediaPlaylistAssembler {

  private final String baseUri;
  private final @Nullable MediaPlaylist previous;
  private final SegmentAssembler segments;
  private List<PreloadHint> preloadHints = List.of();
  private List<RenditionReport> renditionReports = List.of();
  private Duration targetDuration = Duration.ZERO;
  private @Nullable PlaylistType type;
  private boolean endList;
  private boolean iframesOnly;
  private @Nullable Duration partTargetDuration;
  private ServerControl serverControl = ServerControl.NONE;

  MediaPlaylistAssembler(
      LineCursor lines,
      String baseUri,
      PlaylistLimits limits,
      @Nullable MediaPlaylist previous,
      SegmentReuse reuse) {
    this.baseUri = baseUri;
    this.previous = previous;
    this.segments =
        new SegmentAssembler(lines, limits, SkippedSegments.of(previous, baseUri), reuse);
  }

  SegmentAssembler segments() {
    return segments;
  }

  /** Takes the whole seconds of the value: some packagers write a fraction. */
  void targetDuration(TagValue value) {
    long seconds = Numbers.leadingInteger(value.bytes(), value.start(), value.end());
    boolean usable = seconds != Numbers.NONE && seconds <= Numbers.MAX_SECONDS;
    targetDuration = usable ? Duration.ofSeconds(seconds) : Duration.ZERO;
  }

  void type(TagValue value) {
    String name = value.text();
    type = name.equals("VOD") ? PlaylistType.VOD : name.equals("EVENT") ? PlaylistType.EVENT : null;
  }

  void endList() {
    endList = true;
  }

  void iframesOnly() {
    iframesOnly = true;
  }

  void partTarget(TagValue value) {
    partTargetDuration = value.attributes().duration("PART-TARGET");
  }

  void serverControl(TagValue value) {
    AttributeList attributes = value.attributes();
    serverControl =
        new ServerControl(
            attributes.duration("CAN-SKIP-UNTIL"),
            attributes.isYes("CAN-SKIP-DATERANGES"),
            attributes.duration("HOLD-BACK"),
            attributes.duration("PART-HOLD-BACK"),
            attributes.isYes("CAN-BLOCK-RELOAD"));
  }

  void preloadHint(AttributeList attributes) throws PlaylistParseException {
    String uri = attributes.uri("URI");
    if (uri != null) {
      if (preloadHints.isEmpty()) {
        preloadHints = new ArrayList<>();
      }
      preloadHints.add(
          new PreloadHint(
              hintType(attributes.text("TYPE")),
              uri,
              Math.max(attributes.integer("BYTERANGE-START"), 0),
              attributes.integerOrNull("BYTERANGE-LENGTH")));
    }
  }

  private static PreloadHint.@Nullable Type hintType(@Nullable String name) {
    if (name == null) {
      return null;
    }
    return switch (name) {
      case "PART" -> PreloadHint.Type.PART;
      case "MAP" -> PreloadHint.Type.MAP;
      default -> null;
    };
  }

  void renditionReport(AttributeList attributes) throws PlaylistParseException {
    String uri = attributes.uri("URI");
    if (uri != null) {
      if (renditionReports.isEmpty()) {
        renditionReports = new ArrayList<>();
      }
      renditionReports.add(
          new RenditionReport(
              uri, attributes.integerOrNull("LAST-MSN"), attributes.integerOrNull("LAST-PART")));
    }
  }

  MediaPlaylist build(Map<String, String> variables, @Nullable Duration startOffset) {
    return new MediaPlaylist(
        baseUri,
        variables,
        startOffset,
        targetDuration,
        segments.mediaSequence(),
        segments.discontinuitySequence(),
        type,
        endList,
        iframesOnly,
        partTargetDuration,
        serverControl,
        segments.skippedSegments(),
        segments.segments(previous),
        segments.parts(),
        preloadHints,
        renditionReports,
        segments.keys());
  }
}
