package io.github.hlsprebuffer.metrics;

/**
 * What monitoring sees of an engine that applications share, as {@code
 * io.github.hlsprebuffer:type=SharedEngine}: the sums over all of them, also of those that have
 * ended. The names are API.
 */
public interface SharedEngineMXBean extends PrebufferMXBean {
  /** Applications that use it now. */
  int getApplications();
}
