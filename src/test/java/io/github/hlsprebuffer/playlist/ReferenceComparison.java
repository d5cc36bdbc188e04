package io.github.hlsprebuffer.playlist;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Lists where a playlist, as it was read, differs from its reference reading. */
final class ReferenceComparison {

  private static final double MICRO = 0.000_001;

  private final JsonNode expected;
  private final Playlist playlist;
  private final boolean attributesAmbiguous;
  private final List<String> differences = new ArrayList<>();

  private ReferenceComparison(JsonNode expected, Playlist playlist) {
    this.expected = expected;
    this.playlist = playlist;
    this.attributesAmbiguous = isAmbiguous("attribute-lists");
  }

  static List<String> differences(JsonNode expected, Playlist playlist) {
    ReferenceComparison comparison = new ReferenceComparison(expected, playlist);
    comparison.compare();
    return comparison.differences;
  }

  private void compare() {
    String kind = playlist instanceof MediaPlaylist ? "media" : "multivariant";
    if (!kind.equals(expected.path("kind").asText())) {
      if (!isAmbiguous("kind")) {
        differences.add("kind: " + kind);
      }
    } else if (playlist instanceof MediaPlaylist media) {
      compareMedia(media);
    } else if (playlist instanceof MultivariantPlaylist multivariant) {
      compareMultivariant(multivariant);
    }
    if (expected.has("defines") && !attributesAmbiguous) {
      expected
          .path("defines")
          .properties()
          .forEach(
              entry ->
                  same(
                      "defines." + entry.getKey(),
                      entry.getValue().asText(),
                      playlist.variables().get(entry.getKey())));
    }
  }

  private boolean isAmbiguous(String field) {
    return expected.path("ambiguous").has(field);
  }

  private void compareMedia(MediaPlaylist media) {
    compareNumber("mediaSequence", media.mediaSequence());
    compareNumber("discontinuitySequence", media.discontinuitySequence());
    compareNumber("targetDuration", media.targetDuration().toSeconds());
    same("endlist", expected.path("endlist").asBoolean(), media.endList());
    same(
        "playlistType",
        text(expected.path("playlistType")),
        media.type() == null ? null : media.type().name());
    same("iframesOnly", expected.path("iframesOnly").asBoolean(), media.iframesOnly());
    if (!isAmbiguous("segments")) {
      list("segments", media.segments(), this::compareSegment);
    }
    if (attributesAmbiguous) {
      return;
    }
    compareNumber("skippedSegments", media.skippedSegments());
    duration("partTarget", expected.path("partTarget"), media.partTargetDuration());
    compareServerControl(media.serverControl());
    list("parts", media.parts(), this::comparePart);
    if (!isAmbiguous("preloadHints")) {
      list("preloadHints", media.preloadHints(), this::compareHint);
    }
    list("renditionReports", media.renditionReports(), this::compareReport);
    for (JsonNode uri : expected.path("keysDeclaredButNotOnASegment")) {
      if (media.keys().stream().noneMatch(key -> isUri(uri, uri, key.uri()))) {
        differences.add("keysDeclaredButNotOnASegment: " + uri);
      }
    }
  }

  private void compareSegment(JsonNode node, MediaSegment segment) {
    if (!isAmbiguous("segments.msn")) {
      same("segment.msn", node.path("msn").asLong(), segment.mediaSequenceNumber());
    }
    uri("segment.uri", node, segment.uri());
    micros("segment.duration", node.path("duration"), segment.durationMicros());
    if (!isAmbiguous("segments.byterange")) {
      byteRange("segment.byterange", node.path("byterange"), segment.byteRange());
    }
    same("segment.gap", node.path("gap").asBoolean(), segment.gap());
    same("segment.discontinuity", node.path("discontinuity").asBoolean(), segment.discontinuity());
    if (!attributesAmbiguous) {
      compareMap(node, segment);
    }
    if (!attributesAmbiguous && !isAmbiguous("segments.keys")) {
      compareKeys(node, segment);
    }
  }

  private void compareMap(JsonNode node, MediaSegment segment) {
    InitializationSection map = segment.initializationSection();
    if (node.has("map") && map != null) {
      JsonNode mapNode = expected.path("maps").path(node.path("map").asInt());
      uri("segment.map.uri", mapNode, map.uri());
      byteRange("segment.map.byterange", mapNode.path("byterange"), map.byteRange());
    } else {
      same("segment.map", node.has("map"), map != null);
    }
  }

  private void compareKeys(JsonNode node, MediaSegment segment) {
    JsonNode indexes = node.path("keys");
    same("segment.keys", indexes.size(), segment.keys().size());
    for (int i = 0; i < Math.min(indexes.size(), segment.keys().size()); i++) {
      compareKey(expected.path("keys").path(indexes.path(i).asInt()), segment.keys().get(i));
    }
  }

  private void compareKey(JsonNode node, EncryptionKey key) {
    uri("key.uri", node, key.uri());
    same("key.method", node.path("method").asText(), key.method());
    String keyFormat = text(node.path("keyformat"));
    same("key.keyformat", keyFormat == null ? EncryptionKey.IDENTITY : keyFormat, key.keyFormat());
  }

  private void comparePart(JsonNode node, PartialSegment part) {
    if (!isAmbiguous("segments") && !isAmbiguous("segments.msn")) {
      same("part.msn", node.path("msn").asLong(), part.mediaSequenceNumber());
    }
    same("part.index", node.path("index").asInt(), part.partIndex());
    uri("part.uri", node, part.uri());
    micros("part.duration", node.path("duration"), part.durationMicros());
    if (!isAmbiguous("parts.byterange")) {
      byteRange("part.byterange", node.path("byterange"), part.byteRange());
    }
    same("part.independent", node.path("independent").asBoolean(), part.independent());
    same("part.gap", node.path("gap").asBoolean(), part.gap());
  }

  private void compareHint(JsonNode node, PreloadHint hint) {
    same("hint.type", text(node.path("type")), hint.type() == null ? null : hint.type().name());
    uri("hint.uri", node, hint.uri());
    same("hint.start", node.path("byterangeStart").asLong(), hint.byteRangeStart());
    same("hint.length", number(node.path("byterangeLength")), hint.byteRangeLength());
  }

  private void compareReport(JsonNode node, RenditionReport report) {
    uri("report.uri", node, report.uri());
    same("report.lastMsn", number(node.path("lastMsn")), report.lastMediaSequenceNumber());
    same("report.lastPart", number(node.path("lastPart")), report.lastPartIndex());
  }

  private void compareServerControl(ServerControl control) {
    JsonNode node = expected.path("serverControl");
    same("CAN-BLOCK-RELOAD", isYes(node.path("CAN-BLOCK-RELOAD")), control.canBlockReload());
    same("SKIP-DATERANGES", isYes(node.path("CAN-SKIP-DATERANGES")), control.canSkipDateRanges());
    duration("CAN-SKIP-UNTIL", node.path("CAN-SKIP-UNTIL"), control.canSkipUntil());
    duration("HOLD-BACK", node.path("HOLD-BACK"), control.holdBack());
    duration("PART-HOLD-BACK", node.path("PART-HOLD-BACK"), control.partHoldBack());
  }

  private void compareMultivariant(MultivariantPlaylist multivariant) {
    if (attributesAmbiguous) {
      return;
    }
    if (!isAmbiguous("variants")) {
      list("variants", multivariant.variants(), this::compareVariant);
    }
    list("renditions", multivariant.renditions(), this::compareRendition);
    list("iframes", multivariant.iframeStreams(), this::compareIFrameStream);
    list("sessionKeys", multivariant.sessionKeys(), this::compareKey);
    list(
        "sessionDataUris",
        multivariant.sessionData().stream().map(SessionData::uri).filter(Objects::nonNull).toList(),
        (node, uri) -> uri("sessionData.uri", node, uri));
    ContentSteering steering = multivariant.contentSteering();
    uri(
        "contentSteering",
        expected.path("contentSteering"),
        steering == null ? null : steering.serverUri());
  }

  private void compareVariant(JsonNode node, VariantStream variant) {
    uri("variant.uri", node, variant.uri());
    if (!isAmbiguous("variants.bandwidth")) {
      same("variant.bandwidth", node.path("bandwidth").asLong(), variant.bandwidth());
    }
    same("variant.audio", text(node.path("audio")), variant.audio());
    same("variant.video", text(node.path("video")), variant.video());
    same("variant.subtitles", text(node.path("subtitles")), variant.subtitles());
    String captions = text(node.path("closed-captions"));
    same("variant.captions", "NONE".equals(captions) ? null : captions, variant.closedCaptions());
  }

  private void compareRendition(JsonNode node, Rendition rendition) {
    String type = text(node.path("type"));
    String actualType = rendition.type() == null ? null : rendition.type().name();
    same(
        "rendition.type",
        type == null || type.isEmpty() ? null : type.replace('-', '_'),
        actualType);
    same("rendition.groupId", text(node.path("groupId")), rendition.groupId());
    same("rendition.name", text(node.path("name")), rendition.name());
    same("rendition.language", text(node.path("language")), rendition.language());
    same("rendition.default", node.path("default").asBoolean(), rendition.isDefault());
    uri("rendition.uri", node, rendition.uri());
  }

  private void compareIFrameStream(JsonNode node, IFrameStream stream) {
    uri("iframe.uri", node, stream.uri());
    same("iframe.bandwidth", node.path("bandwidth").asLong(), stream.bandwidth());
  }

  private <T> void list(String field, List<T> actual, BiConsumer<JsonNode, T> compareEntry) {
    same(field + ".count", expected.path(field).size(), actual.size());
    for (int i = 0; i < Math.min(expected.path(field).size(), actual.size()); i++) {
      compareEntry.accept(expected.path(field).path(i), actual.get(i));
    }
  }

  private void compareNumber(String field, long actual) {
    if (!isAmbiguous(field)) {
      same(field, expected.path(field).asLong(), actual);
    }
  }

  private void micros(String field, JsonNode node, long micros) {
    if (Math.abs(node.asDouble() - micros * MICRO) > MICRO) {
      differences.add(field + ": " + micros + " us, expected " + node);
    }
  }

  private void duration(String field, JsonNode node, @Nullable Duration duration) {
    if (node.isNull() || node.isMissingNode()) {
      same(field, null, duration);
    } else {
      micros(field, node, duration == null ? -1 : duration.toNanos() / 1000);
    }
  }

  private void byteRange(String field, JsonNode node, @Nullable ByteRange range) {
    ByteRange expectedRange =
        node.isObject()
            ? new ByteRange(node.path("offset").asLong(), node.path("length").asLong())
            : null;
    same(field, expectedRange, range);
  }

  private void uri(String field, JsonNode node, @Nullable String reference) {
    if (!isUri(node.path("uri"), node.path("uriAlt"), reference)) {
      differences.add(field + ": " + reference + ", expected " + node.path("uri"));
    }
  }

  private boolean isUri(JsonNode uri, JsonNode uriAlt, @Nullable String reference) {
    if (reference == null || text(uri) == null) {
      return reference == null && text(uri) == null;
    }
    String resolved = playlist.resolve(reference);
    return resolved.equals(uri.asText())
        || resolved.equals(text(uriAlt))
        || decode(resolved).equals(decode(uri.asText()));
  }

  private static String decode(String uri) {
    try {
      return URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return uri;
    }
  }

  private void same(String field, @Nullable Object expectedValue, @Nullable Object actual) {
    if (!Objects.equals(expectedValue, actual)) {
      differences.add(field + ": " + actual + ", expected " + expectedValue);
    }
  }

  private static boolean isYes(JsonNode node) {
    return node.asText().equals("YES");
  }

  private static @Nullable String text(JsonNode node) {
    return node.isNull() || node.isMissingNode() ? null : node.asText();
  }

  private static @Nullable Long number(JsonNode node) {
    return node.isNull() || node.isMissingNode() ? null : node.asLong();
  }
}
