package io.github.hlsprebuffer.bench;

import java.nio.file.Path;

/** Nothing at all: players ask the origin itself. */
final class NoServer implements CacheKind {

  @Override
  public String name() {
    return "no prefetch";
  }

  @Override
  public String program() {
    return "sh";
  }

  @Override
  public String version() {
    return "the origin itself";
  }

  @Override
  public Launch prepare(Path directory, int port, int originPort) {
    throw new UnsupportedOperationException("There is nothing to start");
  }
}
