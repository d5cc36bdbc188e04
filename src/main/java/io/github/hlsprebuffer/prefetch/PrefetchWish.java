package io.github.hlsprebuffer.prefetch;

/**
 * A resource that will be wanted.
 *
 * @param rank how soon: segments ahead of the nearest playhead
 */
public record PrefetchWish(ResourceRequest resource, int rank) {}
