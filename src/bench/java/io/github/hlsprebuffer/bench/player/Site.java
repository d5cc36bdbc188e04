package io.github.hlsprebuffer.bench.player;

import io.github.hlsprebuffer.bench.origin.Presentation;
import io.github.hlsprebuffer.bench.origin.ShapedOrigin;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Where visitors go.
 *
 * @param uris what they ask the server for, by the origin's path
 * @param origin what the server fetches from
 * @param closing zero once they are to leave
 */
record Site(Function<String, URI> uris, ShapedOrigin origin, CountDownLatch closing) {
  URI uri(String path) {
    return uris.apply(path);
  }

  /** The media sequence number of the newest segment that the origin has. */
  long newest(Presentation presentation) {
    return presentation.newest(origin.millis() / 1e3);
  }
}
