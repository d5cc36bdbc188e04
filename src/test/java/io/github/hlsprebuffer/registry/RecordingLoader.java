package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.testing.Bodies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the requests for playlists that a registry makes by itself, until a test answers them. */
final class RecordingLoader implements PlaylistFetches.Loader {
  private final List<Load> all = new ArrayList<>();

  /** Whether something else is on its way, so that none begins. */
  boolean refuses;

  /** One request. */
  static final class Load {
    private final ResourceRequest request;
    private final PlaylistObserver observer;
    private final Consumer<Obstacle> ended;
    private boolean over;

    private Load(ResourceRequest request, PlaylistObserver observer, Consumer<Obstacle> ended) {
      this.request = request;
      this.observer = observer;
      this.ended = ended;
    }

    ResourceRequest request() {
      return request;
    }

    boolean isOver() {
      return over;
    }

    void succeed(String playlist) {
      arrive(playlist);
      end(Obstacle.NONE);
    }

    void arrive(String playlist) {
      observer.onPlaylist(Bodies.utf8(playlist));
    }

    void end(Obstacle obstacle) {
      over = true;
      ended.accept(obstacle);
    }
  }

  @Override
  public boolean begin(
      ResourceRequest playlist, PlaylistObserver observer, Consumer<Obstacle> ended) {
    if (!refuses) {
      all.add(new Load(playlist, observer, ended));
    }
    return !refuses;
  }

  int count() {
    return all.size();
  }

  Load last() {
    return all.get(all.size() - 1);
  }

  /** What was asked for, without the path of the bench, in order. */
  List<String> names() {
    return all.stream()
        .map(load -> load.request().fetch().uri().toString())
        .map(uri -> uri.substring(RegistryBench.BASE.length()))
        .toList();
  }
}
