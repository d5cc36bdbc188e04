package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import java.util.ArrayList;
import java.util.List;

/** Somebody who wishes, and remembers what it was told. */
final class RecordingOwner implements DemandOwner {
  final List<Obstacle> obstacles = new ArrayList<>();
  int maxFetches = DEFAULT_MAX_FETCHES;

  @Override
  public int maxFetches() {
    return maxFetches;
  }

  @Override
  public void onNotStorable(Obstacle obstacle) {
    obstacles.add(obstacle);
  }
}
