package io.github.hlsprebuffer.bench;

import io.github.hlsprebuffer.bench.origin.Link;
import io.github.hlsprebuffer.bench.origin.Presentation;
import io.github.hlsprebuffer.bench.player.Player;
import java.util.List;
import java.util.Map;

/**
 * What viewers do in front of what origin.
 *
 * @param name what settings call it
 * @param says it in a sentence, for the report
 * @param presentations what the origin has
 * @param history what the server has seen of the origin before
 * @param before what another viewer does first, which is not measured
 * @param viewers what each viewer does, all at the same time
 * @param settleSeconds how long the origin is listened to after the last viewer has left
 * @param targets the figures to report, and what the gateway aims at; blank for no aim
 */
record Scenario(
    String name,
    String says,
    Link link,
    List<Presentation> presentations,
    History history,
    List<Player.Script> before,
    List<Player.Script> viewers,
    int settleSeconds,
    Map<Metric, String> targets) {
  /** What a server has done before. */
  enum History {
    /** It has just been started. */
    NONE,
    /** It has answered some requests, so that a JVM is not measured at its start. */
    WARM
  }

  /** Whether its segments have tokens, which servers are told to ignore. */
  boolean hasTokens() {
    return presentations.stream().anyMatch(Presentation::hasTokens);
  }
}
