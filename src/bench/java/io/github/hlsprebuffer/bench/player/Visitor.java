package io.github.hlsprebuffer.bench.player;

import io.github.hlsprebuffer.bench.origin.Presentation;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** One viewer and his connection: asks, and has all bytes judged. Used by one thread. */
final class Visitor implements Closeable {
  private static final int ATTEMPTS = 4;
  private static final long RETRY_MILLIS = 200;

  /** An origin that fails often may keep a live playlist from going on for a while. */
  private static final int MAX_LAG_SEGMENTS = 15;

  private final Site site;
  private final VisitTally tally;
  private final VisitorConnection connection;
  final Random random;

  Visitor(String name, Site site, VisitTally tally, Random random) {
    this.site = site;
    this.tally = tally;
    this.random = random;
    this.connection = new VisitorConnection("visitor/" + name);
    tally.visit();
  }

  /** A media playlist, unless it can't be had just now. */
  Optional<PlayerPlaylist> playlist(Presentation presentation)
      throws IOException, InterruptedException {
    URI uri = site.uri(presentation.playlistPath());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long before = site.newest(presentation);
      Ask ask = Ask.get(uri);
      Seen seen = connection.ask(ask);
      Outcome outcome =
          new Judgement(ask, seen).ofPlaylist(presentation, site.newest(presentation));
      tally.add(outcome, seen.body().length);
      if (outcome == Outcome.WHOLE) {
        PlayerPlaylist playlist = PlayerPlaylist.read(ByteBuffer.wrap(seen.body()), uri);
        if (before - playlist.end() > MAX_LAG_SEGMENTS) {
          throw new WrongBytesException(uri + ": behind by " + (before - playlist.end()));
        }
        return Optional.of(playlist);
      }
      pause(RETRY_MILLIS);
    }
    return Optional.empty();
  }

  /** Asks for a segment until it is there, a few times at most. */
  void segment(PlayerPlaylist playlist, Presentation of, long number)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (askOnce(playlist, of, number, UnaryOperator.identity()) == Outcome.WHOLE) {
        return;
      }
      pause(RETRY_MILLIS);
    }
  }

  /** Asks for a segment once, in a way of his own. */
  Outcome askOnce(PlayerPlaylist playlist, Presentation of, long number, UnaryOperator<Ask> manner)
      throws IOException {
    Ask ask = manner.apply(Ask.get(playlist.segment(number)));
    Seen seen = connection.ask(ask);
    Outcome outcome = new Judgement(ask, seen).ofSegment(of, number);
    tally.add(outcome, seen.body().length);
    return outcome;
  }

  /** Does nothing for a while, or until the site closes. */
  void pause(long millis) throws InterruptedException {
    site.closing().await(millis, TimeUnit.MILLISECONDS);
  }

  boolean isOver() {
    return site.closing().getCount() == 0;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
