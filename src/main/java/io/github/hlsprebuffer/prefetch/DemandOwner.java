package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;

/** Whoever states wishes: a media playlist with its viewers. Compared by identity. */
public interface DemandOwner {
  /** More at once for one playlist would only make the nearest segment come later. */
  int DEFAULT_MAX_FETCHES = 3;

  /** How many of its wishes are fetched from one origin at once. Does not block. */
  default int maxFetches() {
    return DEFAULT_MAX_FETCHES;
  }

  /** A wish of this owner was answered with something that may not be kept. */
  void onNotStorable(Obstacle obstacle);
}
