package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.prefetch.DemandOwner;
import io.github.hlsprebuffer.prefetch.EngineShare;
import io.github.hlsprebuffer.prefetch.LookaheadWindow;
import io.github.hlsprebuffer.prefetch.PrefetchWish;
import java.util.List;

/** Wishes that an engine fulfils, as far ahead as what it knows of the origin makes sense. */
record EngineDemands(EngineShare engine) implements PlaylistTimeline.Demands {
  @Override
  public void demand(DemandOwner owner, List<PrefetchWish> wishes) {
    engine.demand(owner, wishes);
  }

  @Override
  public LookaheadWindow window(String origin, int segments, long nowNanos) {
    return engine.windows().of(origin, segments, nowNanos);
  }

  @Override
  public long latencyNanos(String origin) {
    return engine.windows().latencyNanos(origin);
  }

  @Override
  public int fetches(String origin, long segmentNanos) {
    return engine.windows().fetches(origin, segmentNanos);
  }
}
