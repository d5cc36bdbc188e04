package io.github.hlsprebuffer.bench;

import static io.github.hlsprebuffer.bench.Metric.COPIES;
import static io.github.hlsprebuffer.bench.Metric.FIRST;
import static io.github.hlsprebuffer.bench.Metric.P50;
import static io.github.hlsprebuffer.bench.Metric.P90;
import static io.github.hlsprebuffer.bench.Metric.REQUESTS;
import static io.github.hlsprebuffer.bench.Metric.STALLS;
import static io.github.hlsprebuffer.bench.Metric.UNWATCHED;
import static io.github.hlsprebuffer.bench.Metric.WAITED;
import static io.github.hlsprebuffer.bench.Metric.WORST;

import io.github.hlsprebuffer.bench.Scenario.History;
import io.github.hlsprebuffer.bench.origin.Link;
import io.github.hlsprebuffer.bench.origin.Presentation;
import java.util.List;

/** All scenarios: a far origin, whose segments of one second take longer than that to come. */
final class Scenarios {
  private static final Link FAR = Link.perConnection(300, 600_000);
  private static final Link FAR_AND_SLOW = Link.perConnection(300, 350_000);

  /** A little more than a viewer needs. */
  private static final Link NARROW = Link.shared(300, 750_000);

  private static final int SEGMENT_BYTES = 500_000;
  private static final int PLAYED = 20;
  private static final int WINDOW = 8;
  private static final Presentation VOD = Presentation.vod("vod", 60, SEGMENT_BYTES);
  private static final Presentation LOW = Presentation.vod("low", 60, SEGMENT_BYTES / 2);
  private static final Presentation SHORT = Presentation.vod("short", 12, SEGMENT_BYTES);
  private static final Presentation OTHER = Presentation.vod("other", 4, SEGMENT_BYTES);
  private static final Presentation LIVE = Presentation.live("live", WINDOW, SEGMENT_BYTES);
  private static final Presentation TOKEN_VOD = VOD.withTokens();
  private static final Presentation TOKEN_LIVE = LIVE.withTokens();

  private Scenarios() {}

  static List<Scenario> all() {
    return List.of(
        linear(),
        seek(),
        apart(),
        slow(),
        narrow(),
        live(),
        crowd(),
        tokens(),
        liveTokens(),
        pause(),
        variants(),
        first(),
        firstKnown(),
        end(),
        leave());
  }

  private static Scenario linear() {
    return draft("linear", "One viewer watches a complete presentation.")
        .viewer(player -> player.watch(VOD, 0, PLAYED))
        .reportsWaits()
        .aims(P50, "≤ 2")
        .aims(P90, "≤ 5")
        .aims(WORST, "≤ 30")
        .aims(STALLS, "0")
        .of(VOD);
  }

  private static Scenario seek() {
    return draft("seek", "One viewer goes from segment 8 to segment 35.")
        .viewer(player -> player.watchAndSeek(VOD, 8, 35, PLAYED / 2))
        .reportsWaits()
        .aims(STALLS, "0")
        .aims(WAITED, "1")
        .of(VOD);
  }

  private static Scenario apart() {
    return draft("apart", "Two viewers of one presentation, 35 segments apart.")
        .viewer(player -> player.watch(VOD, 0, PLAYED))
        .viewer(player -> player.watch(VOD, 35, PLAYED))
        .reportsWaits()
        .aims(P90, "≤ 5")
        .aims(WORST, "≤ 30")
        .of(VOD);
  }

  private static Scenario slow() {
    return draft("slow", "As `linear`, with 350 kB/s a connection.")
        .link(FAR_AND_SLOW)
        .viewer(player -> player.watch(VOD, 0, PLAYED))
        .reportsWaits()
        .aims(P90, "≤ 5")
        .aims(WORST, "≤ 30")
        .of(VOD);
  }

  private static Scenario narrow() {
    return draft("narrow", "As `linear`, with 750 kB/s for all connections together.")
        .link(NARROW)
        .viewer(player -> player.watch(VOD, 0, PLAYED))
        .reportsWaits()
        .aims(STALLS, "0")
        .of(VOD);
  }

  private static Scenario live() {
    return draft("live", "Five viewers of a live stream, who begin 370 ms one after another.")
        .viewers(5, 370, player -> player.watchLive(LIVE, PLAYED))
        .reportsWaits()
        .reports(REQUESTS)
        .aims(P90, "≤ 5")
        .aims(COPIES, "1")
        .of(LIVE);
  }

  private static Scenario crowd() {
    return draft("crowd", "Twenty viewers of one presentation begin at the same time.")
        .viewers(20, 0, player -> player.watch(VOD, 0, PLAYED))
        .reportsWaits()
        .reports(REQUESTS)
        .aims(P90, "≤ 10")
        .aims(COPIES, "1")
        .of(VOD);
  }

  private static Scenario tokens() {
    return draft("tokens", "Five viewers, 1.3 s one after another; each playlist has new tokens.")
        .viewers(5, 1300, player -> player.watch(TOKEN_VOD, 0, PLAYED))
        .reportsWaits()
        .reports(REQUESTS)
        .aims(P90, "≤ 5")
        .aims(COPIES, "1")
        .of(TOKEN_VOD);
  }

  private static Scenario liveTokens() {
    return draft("livetokens", "As `live`; each playlist has new tokens.")
        .viewers(5, 370, player -> player.watchLive(TOKEN_LIVE, PLAYED))
        .reportsWaits()
        .reports(REQUESTS)
        .aims(P90, "≤ 5")
        .aims(COPIES, "1")
        .of(TOKEN_LIVE);
  }

  private static Scenario pause() {
    return draft("pause", "One viewer pauses for five seconds after six segments.")
        .viewer(player -> player.watchAndPause(VOD, 6, 5, 8))
        .reportsWaits()
        .aims(STALLS, "0")
        .of(VOD);
  }

  private static Scenario variants() {
    return draft("switch", "One viewer goes on with another variant stream at segment 8.")
        .viewer(player -> player.watchAndSwitch(LOW, VOD, 8, 8))
        .reportsWaits()
        .aims(STALLS, "0")
        .of(LOW, VOD);
  }

  private static Scenario first() {
    return draft("first", "The first segment ever, from a server that has just been started.")
        .history(History.NONE)
        .viewer(player -> player.watch(VOD, 0, 1))
        .aims(FIRST, "≤ 800")
        .of(VOD);
  }

  private static Scenario firstKnown() {
    return draft("first2", "The first segment after a short presentation of the same origin.")
        .before(player -> player.watch(OTHER, 0, OTHER.segments()))
        .viewer(player -> player.watch(VOD, 0, 1))
        .aims(FIRST, "≤ 800")
        .of(VOD, OTHER);
  }

  private static Scenario end() {
    return draft("end", "One viewer watches a presentation of 12 segments to its end.")
        .viewer(player -> player.watch(SHORT, 0, SHORT.segments()))
        .settle(5)
        .reportsWaits()
        .aims(UNWATCHED, "0")
        .of(SHORT);
  }

  private static Scenario leave() {
    return draft("leave", "One viewer leaves as soon as he has three segments.")
        .viewer(player -> player.watch(VOD, 0, 3))
        .settle(8)
        .reportsWaits()
        .aims(UNWATCHED, "≤ 2.5")
        .of(VOD);
  }

  private static ScenarioDraft draft(String name, String says) {
    return new ScenarioDraft(name, says, FAR);
  }
}
