package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.prefetch.DemandOwner;
import io.github.hlsprebuffer.prefetch.PrefetchWish;
import io.github.hlsprebuffer.registry.PlaylistTimeline.Demands;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers what each owner wished for last. */
final class RecordingDemands implements Demands {
  private final Map<DemandOwner, List<PrefetchWish>> last = new LinkedHashMap<>();

  @Override
  public void demand(DemandOwner owner, List<PrefetchWish> wishes) {
    if (wishes.isEmpty()) {
      last.remove(owner);
    } else {
      last.put(owner, wishes);
    }
  }

  /** Last parts of the paths of all that is wished for, in the order of the owners' wishes. */
  List<String> names() {
    return last.values().stream()
        .flatMap(List::stream)
        .map(wish -> wish.resource().fetch().uri().toString())
        .map(uri -> uri.substring(uri.lastIndexOf('/') + 1))
        .toList();
  }

  /** All that is wished for. */
  List<PrefetchWish> wishes() {
    return last.values().stream().flatMap(List::stream).toList();
  }

  /** The owners that wish for something. */
  List<DemandOwner> owners() {
    return List.copyOf(last.keySet());
  }
}
