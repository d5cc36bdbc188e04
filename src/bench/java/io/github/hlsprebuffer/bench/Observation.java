package io.github.hlsprebuffer.bench;

import io.github.hlsprebuffer.bench.origin.OriginExchange;
import io.github.hlsprebuffer.bench.player.Player;
import io.github.hlsprebuffer.bench.player.SegmentWait;
import io.github.hlsprebuffer.bench.player.SegmentWait.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was seen while a scenario was played.
 *
 * @param players after they are done
 * @param log the origin's
 */
record Observation(List<Player> players, List<OriginExchange> log) {
  /** What a viewer's player would notice, at most. */
  private static final double NOTICED_MILLIS = 30;

  /** The time within which a share of all waits ended, first and sought segments left out. */
  double waitMillis(double share) {
    double[] sorted =
        waits()
            .filter(wait -> wait.place() == Place.NEXT)
            .mapToDouble(SegmentWait::millis)
            .sorted()
            .toArray();
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  double stalls() {
    return players.stream().mapToInt(Player::stalls).sum();
  }

  double stalledSeconds() {
    return players.stream().mapToDouble(Player::stalledSeconds).sum();
  }

  /** How many segments from the sought one on took more than a moment. */
  double waitedAfterSeek() {
    double waited = 0;
    for (Player player : players) {
      List<SegmentWait> waits = new ArrayList<>(player.waits());
      while (!waits.isEmpty() && waits.get(0).place() != Place.SOUGHT) {
        waits.remove(0);
      }
      waited += waits.stream().filter(wait -> wait.millis() > NOTICED_MILLIS).count();
    }
    return waited;
  }

  /** From the request for the media playlist: the mean of all viewers. */
  double firstSegmentMillis() {
    return players.stream().mapToDouble(Player::firstSegmentMillis).average().orElse(Double.NaN);
  }

  /** How often the origin sent each byte of the segments that players asked for. */
  double copies() {
    Set<String> watched = watched();
    double sent =
        log.stream()
            .filter(exchange -> watched.contains(exchange.path()))
            .mapToLong(OriginExchange::bodyBytes)
            .sum();
    double whole =
        waits()
            .collect(
                Collectors.toMap(
                    Observation::path, w -> w.presentation().segmentBytes(), (a, b) -> a))
            .values()
            .stream()
            .mapToLong(Integer::longValue)
            .sum();
    return sent / whole;
  }

  double requestsPerSegment() {
    Set<String> watched = watched();
    double requests = log.stream().filter(exchange -> watched.contains(exchange.path())).count();
    return requests / watched.size();
  }

  /** What the origin sent of segments that no player asked for. */
  double unwatchedMegabytes() {
    Set<String> watched = watched();
    Set<String> presentations =
        waits().map(wait -> wait.presentation().name()).collect(Collectors.toSet());
    return log.stream()
            .filter(exchange -> exchange.presentation().filter(presentations::contains).isPresent())
            .filter(exchange -> !watched.contains(exchange.path()))
            .mapToLong(OriginExchange::bodyBytes)
            .sum()
        / 1e6;
  }

  /** All that happened, in the order in which it began. */
  String log(long zeroNanos) {
    return Stream.concat(
            log.stream().map(OriginExchange::toString), waits().map(wait -> wait.line(zeroNanos)))
        .sorted()
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private Stream<SegmentWait> waits() {
    return players.stream().flatMap(player -> player.waits().stream());
  }

  private Set<String> watched() {
    return waits().map(Observation::path).collect(Collectors.toSet());
  }

  private static String path(SegmentWait wait) {
    return wait.presentation().segmentPath(wait.mediaSequenceNumber());
  }
}
