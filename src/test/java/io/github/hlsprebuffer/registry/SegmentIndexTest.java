package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.registry.SegmentIndex.Place;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SegmentIndexTest {
  private static final CacheKey SEGMENT = new CacheKey("http://origin.test/1.ts", null, "");

  private final SegmentIndex index = new SegmentIndex();
  private final PlaylistTimeline one = timeline("one");
  private final PlaylistTimeline two = timeline("two");

  @Test
  void find_unknown_isNothing() {
    assertThat(index.find(SEGMENT)).isEmpty();
    assertThat(index.contains(SEGMENT)).isFalse();
  }

  @Test
  void find_namedByTwoPlaylists_hasBothPlaces() {
    index.add(SEGMENT, place(one, 1));
    index.add(SEGMENT, place(two, 7));

    assertThat(index.find(SEGMENT)).containsExactly(place(one, 1), place(two, 7));
    assertThat(index.size()).isEqualTo(1);
  }

  @Test
  void remove_oneOfTwo_keepsTheOther() {
    index.add(SEGMENT, place(one, 1));
    index.add(SEGMENT, place(two, 1));

    index.remove(SEGMENT, place(one, 1));

    assertThat(index.find(SEGMENT)).containsExactly(place(two, 1));
  }

  @Test
  void remove_notItsOwn_changesNothing() {
    index.add(SEGMENT, place(one, 1));

    index.remove(SEGMENT, place(two, 1));
    index.remove(SEGMENT, place(one, 2));

    assertThat(index.find(SEGMENT)).containsExactly(place(one, 1));
  }

  @Test
  void remove_last_leavesNothingBehind() {
    index.add(SEGMENT, place(one, 1));
    index.add(SEGMENT, place(one, 1));

    index.remove(SEGMENT, place(one, 1));

    assertThat(index.size()).isZero();
    assertThat(index.contains(SEGMENT)).isFalse();
  }

  @Test
  void namesExtension_ofNamedResources_isKnown() {
    index.add(new CacheKey("http://origin.test/a.b/1.CMFX?x=y.z", null, ""), place(one, 1));

    assertThat(index.namesExtension("cmfx")).isTrue();
    assertThat(index.namesExtension("z")).isFalse();
  }

  private static Place place(PlaylistTimeline timeline, long mediaSequenceNumber) {
    return new Place(timeline, MediaPosition.ofSegment(mediaSequenceNumber));
  }

  private PlaylistTimeline timeline(String name) {
    TimelineSettings settings =
        new TimelineSettings(
            5,
            false,
            false,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            new PlayheadLimit(0),
            () -> 0);
    return new PlaylistTimeline(
        new CacheKey(name, null, ""),
        settings,
        index,
        new RecordingDemands(),
        key -> {},
        null,
        null);
  }
}
