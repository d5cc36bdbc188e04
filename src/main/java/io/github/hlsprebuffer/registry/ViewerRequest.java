package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request for a segment tells of its viewer. Nothing of it is to be trusted. Immutable.
 *
 * @param viewer tells viewers of one playlist apart
 * @param hinted what the player says it will ask for next
 * @param buffered how long the player can go on playing with what it has, or null if it does not
 *     say
 * @param playbackRate 1 for real time; positive
 */
public record ViewerRequest(
    String viewer, List<ResourceRequest> hinted, @Nullable Duration buffered, double playbackRate) {

  /** Copies the list. */
  public ViewerRequest {
    hinted = List.copyOf(hinted);
  }

  /** A viewer whose player says nothing. */
  public static ViewerRequest of(String viewer) {
    return new ViewerRequest(viewer, List.of(), /* buffered= */ null, /* playbackRate= */ 1);
  }
}
