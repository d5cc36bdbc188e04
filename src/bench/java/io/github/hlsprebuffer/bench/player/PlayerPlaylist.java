package io.github.hlsprebuffer.bench.player;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A media playlist as a player reads it: which URI each media sequence number has. */
record PlayerPlaylist(long mediaSequence, List<URI> segments) {
  private static final String MEDIA_SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";

  static PlayerPlaylist read(ByteBuffer body, URI base) {
    long mediaSequence = 0;
    List<URI> segments = new ArrayList<>();
    for (String line : StandardCharsets.UTF_8.decode(body).toString().lines().toList()) {
      if (line.startsWith(MEDIA_SEQUENCE)) {
        mediaSequence = Long.parseLong(line.substring(MEDIA_SEQUENCE.length()).strip());
      } else if (!line.isBlank() && !line.startsWith("#")) {
        segments.add(base.resolve(line.strip()));
      }
    }
    return new PlayerPlaylist(mediaSequence, List.copyOf(segments));
  }

  /** The first media sequence number that it no longer, or not yet, has. */
  long end() {
    return mediaSequence + segments.size();
  }

  URI segment(long mediaSequenceNumber) {
    return segments.get((int) (mediaSequenceNumber - mediaSequence));
  }
}
