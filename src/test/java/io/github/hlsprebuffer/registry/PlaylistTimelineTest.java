package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.PlaylistLimits;
import io.github.hlsprebuffer.playlist.PlaylistReader;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of a timeline that somebody still holds. */
final class PlaylistTimelineTest {
  private final SegmentIndex index = new SegmentIndex();
  private final RecordingDemands demands = new RecordingDemands();
  private final PlaylistTimeline timeline =
      new PlaylistTimeline(
          RegistryBench.key("a.m3u8"),
          new TimelineSettings(
              3, false, Duration.ofMinutes(1), Duration.ofHours(6), Duration.ofMinutes(5), () -> 0),
          index,
          demands);

  @Test
  void update_open_isTaken() throws Exception {
    assertThat(update()).isTrue();

    assertThat(timeline.segments()).isEqualTo(5);
    assertThat(index.size()).isEqualTo(5);
  }

  @Test
  void update_closed_isRefusedAndLeavesNothingBehind() throws Exception {
    update();
    timeline.close();

    assertThat(update()).isFalse();
    timeline.move("viewer", List.of(1L), List.of(), 0);

    assertThat(index.size()).isZero();
    assertThat(demands.owners()).isEmpty();
    assertThat(timeline.isActive()).isFalse();
  }

  private boolean update() throws Exception {
    MediaPlaylist playlist =
        (MediaPlaylist)
            new PlaylistReader(PlaylistLimits.DEFAULT)
                .read(RegistryBench.BASE + "a.m3u8", Bodies.utf8(Playlists.vod(5)));
    return timeline.update(playlist, RegistryBench::request, 0, key -> {});
  }
}
