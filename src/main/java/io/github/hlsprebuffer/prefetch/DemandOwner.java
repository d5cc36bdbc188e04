package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;

/** Whoever states wishes: a media playlist with its viewers. Compared by identity. */
public interface DemandOwner {
  /** A wish of this owner was answered with something that may not be kept. */
  void onNotStorable(Obstacle obstacle);
}
