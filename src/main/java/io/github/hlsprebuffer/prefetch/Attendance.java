package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Who of one application reads fills, or is told of them. A fill may outlive the application, for
 * others read it or will; when the application ends, nothing of it must hang on to a fill.
 * Thread-safe.
 */
final class Attendance {
  private final Set<FillReader> readers = ConcurrentHashMap.newKeySet();
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  /** A reader comes; it leaves by itself when it is closed. */
  FillReader attend(FillReader reader) {
    readers.add(reader);
    reader.whenClosed(readers::remove);
    if (over) {
      sendOff(reader);
    }
    return reader;
  }

  /** Whoever wants to be told of a fill; to be told of its end, too. */
  Listener listen(PlaylistObserver observer, Consumer<Obstacle> ended) {
    Listener listener = new Listener(observer, ended);
    listeners.add(listener);
    if (over) {
      listener.leave();
    }
    return listener;
  }

  /** Everybody leaves, and so does at once whoever comes later. */
  void end() {
    over = true;
    readers.forEach(Attendance::sendOff);
    listeners.forEach(Listener::leave);
  }

  private static void sendOff(FillReader reader) {
    reader.sendOff(
        new FillException(FillException.Reason.CANCELLED, "The application is being stopped"));
  }

  /** Somebody who is told of one fill, until the fill or the application ends. */
  final class Listener {
    private final boolean observes;
    private volatile PlaylistObserver observer;
    private volatile Consumer<Obstacle> ended;

    private Listener(PlaylistObserver observer, Consumer<Obstacle> ended) {
      this.observes = observer != PlaylistObserver.NONE;
      this.observer = observer;
      this.ended = ended;
    }

    PlaylistObserver observer() {
      return observes ? this::onPlaylist : PlaylistObserver.NONE;
    }

    private HeuristicFreshness onPlaylist(byte[] body) {
      return observer.onPlaylist(body);
    }

    void onEnd(PrefetchOutcome outcome) {
      Consumer<Obstacle> told = ended;
      leave();
      told.accept(outcome.obstacle());
    }

    private void leave() {
      listeners.remove(this);
      observer = PlaylistObserver.NONE;
      ended = obstacle -> {};
    }
  }
}
