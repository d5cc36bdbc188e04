package io.github.hlsprebuffer.playlist;

import java.util.stream.Stream;

/** The playlists of the scenario tests, from which fuzzing begins. */
public final class FuzzSeeds {

  private FuzzSeeds() {}

  /** The bodies of all of them. */
  public static Stream<byte[]> playlists() {
    return Stream.of(
            "media_vod_byte_ranges",
            "media_vod_fmp4",
            "media_vod_iframes_only",
            "media_vod_key_rotation",
            "media_live_delta_previous",
            "media_live_delta_update",
            "media_live_discontinuities",
            "media_live_low_latency",
            "media_live_imported_variables",
            "media_event_lenient",
            "multivariant_groups",
            "multivariant_renditions",
            "multivariant_session")
        .map(Playlists::file);
  }
}
