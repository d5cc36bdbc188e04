package io.github.hlsprebuffer.testing;

import java.io.ByteArrayOutputStream;
import java.time.Duration;

/**
 * A low-latency stream of which everything is determined by how far it has been published. Paths
 * are those of its origin.
 *
 * @param folder path of its folder, with a slash at both ends
 * @param partDuration duration of every partial segment
 * @param partsPerSegment partial segments of every segment
 * @param windowSegments complete segments that its playlist names
 */
public record LowLatencyStream(
    String folder, Duration partDuration, int partsPerSegment, int windowSegments) {

  static final String INITIALIZATION_SECTION = "init.mp4";

  private static final int PART_BYTES = 60_000;
  private static final int INITIALIZATION_BYTES = 700;

  /** Returns the path of the media playlist. */
  public String playlistPath() {
    return folder + "live.m3u8";
  }

  /** Returns the path of the media initialization section. */
  public String initializationPath() {
    return folder + INITIALIZATION_SECTION;
  }

  /** Returns the path of a partial segment. */
  public String partPath(PartPosition position) {
    return folder + partUri(position);
  }

  /** Returns the path of a segment. */
  public String segmentPath(long mediaSequenceNumber) {
    return folder + segmentUri(mediaSequenceNumber);
  }

  /** Returns the bytes of the media initialization section. */
  public byte[] initializationBody() {
    return Bodies.body(-1, INITIALIZATION_BYTES);
  }

  /** Returns the bytes of a partial segment. */
  public byte[] partBody(PartPosition position) {
    return Bodies.body(ordinal(position), PART_BYTES);
  }

  /** Returns the bytes of a segment: those of its parts. */
  public byte[] segmentBody(long mediaSequenceNumber) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int part = 0; part < partsPerSegment; part++) {
      body.writeBytes(partBody(new PartPosition(mediaSequenceNumber, part)));
    }
    return body.toByteArray();
  }

  /** Returns the playlist when this partial segment is the last one that has been published. */
  public String playlist(PartPosition edge) {
    return new LowLatencyPlaylist(this, edge).text();
  }

  /** Returns the playlist delta update (RFC 8216bis section 6.2.5.1) at the same moment. */
  public String playlistDelta(PartPosition edge) {
    return new LowLatencyPlaylist(this, edge).delta();
  }

  /** Returns the place of the partial segment after this one. */
  public PartPosition after(PartPosition position) {
    return isLastOfSegment(position)
        ? new PartPosition(position.mediaSequenceNumber() + 1, 0)
        : new PartPosition(position.mediaSequenceNumber(), position.part() + 1);
  }

  Duration segmentDuration() {
    return partDuration.multipliedBy(partsPerSegment);
  }

  boolean isLastOfSegment(PartPosition position) {
    return position.part() == partsPerSegment - 1;
  }

  /** Returns the media sequence number of the last segment that has all of its parts. */
  long lastComplete(PartPosition edge) {
    return edge.mediaSequenceNumber() - (isLastOfSegment(edge) ? 0 : 1);
  }

  String partUri(PartPosition position) {
    return "part" + position + ".m4s";
  }

  String segmentUri(long mediaSequenceNumber) {
    return "segment" + mediaSequenceNumber + ".m4s";
  }

  private long ordinal(PartPosition position) {
    return position.mediaSequenceNumber() * partsPerSegment + position.part();
  }
}
