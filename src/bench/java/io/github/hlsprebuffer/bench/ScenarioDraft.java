package io.github.hlsprebuffer.bench;

import io.github.hlsprebuffer.bench.Scenario.History;
import io.github.hlsprebuffer.bench.origin.Link;
import io.github.hlsprebuffer.bench.origin.Presentation;
import io.github.hlsprebuffer.bench.player.Player;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Puts a scenario together. */
final class ScenarioDraft {
  private final String name;
  private final String says;
  private final List<Player.Script> before = new ArrayList<>();
  private final List<Player.Script> viewers = new ArrayList<>();
  private final Map<Metric, String> targets = new EnumMap<>(Metric.class);
  private Link link;
  private History history = History.WARM;
  private int settleSeconds;

  ScenarioDraft(String name, String says, Link link) {
    this.name = name;
    this.says = says;
    this.link = link;
  }

  ScenarioDraft link(Link other) {
    link = other;
    return this;
  }

  ScenarioDraft history(History other) {
    history = other;
    return this;
  }

  ScenarioDraft before(Player.Script script) {
    before.add(script);
    return this;
  }

  ScenarioDraft viewer(Player.Script script) {
    viewers.add(script);
    return this;
  }

  /** Each beginning a while after the one before. */
  ScenarioDraft viewers(int count, long apartMillis, Player.Script script) {
    for (int i = 0; i < count; i++) {
      long delayMillis = i * apartMillis;
      viewers.add(
          player -> {
            player.delay(delayMillis);
            script.play(player);
          });
    }
    return this;
  }

  ScenarioDraft settle(int seconds) {
    settleSeconds = seconds;
    return this;
  }

  ScenarioDraft reports(Metric... metrics) {
    for (Metric metric : metrics) {
      targets.putIfAbsent(metric, "");
    }
    return this;
  }

  ScenarioDraft reportsWaits() {
    return reports(Metric.P50, Metric.P90, Metric.P95, Metric.WORST, Metric.STALLS, Metric.STALLED);
  }

  ScenarioDraft aims(Metric metric, String at) {
    targets.put(metric, at);
    return this;
  }

  Scenario of(Presentation... presentations) {
    return new Scenario(
        name,
        says,
        link,
        List.of(presentations),
        history,
        List.copyOf(before),
        List.copyOf(viewers),
        settleSeconds,
        targets);
  }
}
