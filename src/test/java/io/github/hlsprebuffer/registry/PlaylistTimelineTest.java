package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.PlaylistLimits;
import io.github.hlsprebuffer.playlist.PlaylistReader;
import io.github.hlsprebuffer.playlist.PlaylistReading;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The end of a timeline that somebody still holds. */
final class PlaylistTimelineTest {
  private final SegmentIndex index = new SegmentIndex();
  private final RecordingDemands demands = new RecordingDemands();
  private final PlaylistTimeline timeline =
      new PlaylistTimeline(
          RegistryBench.key("a.m3u8"),
          new TimelineSettings(
              3,
              false,
              false,
              Duration.ofMinutes(1),
              Duration.ofHours(6),
              Duration.ofMinutes(5),
              new PlayheadLimit(Long.MAX_VALUE),
              () -> 0),
          index,
          demands,
          key -> {},
          /* pastMediaSequence= */ null,
          /* presentationStart= */ null);

  @Test
  void update_open_isTaken() throws Exception {
    assertThat(update()).isTrue();

    assertThat(index.size()).isEqualTo(5);
  }

  @Test
  void update_closed_isRefusedAndLeavesNothingBehind() throws Exception {
    update();
    timeline.close();

    assertThat(update()).isFalse();
    timeline.move(ViewerRequest.of("viewer"), List.of(MediaPosition.ofSegment(1)), 0);

    assertThat(index.size()).isZero();
    assertThat(demands.owners()).isEmpty();
    assertThat(timeline.isActive()).isFalse();
  }

  private boolean update() throws Exception {
    PlaylistReading reading =
        new PlaylistReader(PlaylistLimits.DEFAULT)
            .refresh(
                /* previous= */ null,
                RegistryBench.BASE + "a.m3u8",
                Bodies.utf8(Playlists.vod(5)),
                Map.of());
    return timeline.update(reading, (MediaPlaylist) reading.playlist(), RegistryBench::request, 0);
  }
}
