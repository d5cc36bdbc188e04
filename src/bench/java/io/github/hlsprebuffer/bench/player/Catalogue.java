package io.github.hlsprebuffer.bench.player;

import io.github.hlsprebuffer.bench.origin.Presentation;
import java.util.List;
import java.util.Random;

/**
 * What visitors can choose from.
 *
 * @param all all that can be watched
 * @param variants those of {@code all} that are variants of the same
 * @param big of large segments
 */
public record Catalogue(List<Presentation> all, List<Presentation> variants, Presentation big) {
  Presentation any(Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /** A complete one. */
  Presentation vod(Random random) {
    List<Presentation> vods = all.stream().filter(each -> !each.isLive()).toList();
    return vods.get(random.nextInt(vods.size()));
  }
}
