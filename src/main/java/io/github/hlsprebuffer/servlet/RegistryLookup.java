package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.registry.PrebufferRegistry;
import jakarta.enterprise.inject.spi.CDI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the registry: the CDI bean where there is a CDI container, else a new one. */
final class RegistryLookup {
  private static final Logger log = LoggerFactory.getLogger(RegistryLookup.class);

  private RegistryLookup() {}

  static PrebufferRegistry find() {
    try {
      return Cdi.bean();
    } catch (LinkageError | RuntimeException e) {
      log.debug("No CDI container here: {}", e.toString());
      return new PrebufferRegistry();
    }
  }

  /** Apart, so that the classes of CDI are looked for only when this one is. */
  private static final class Cdi {
    static PrebufferRegistry bean() {
      // Not the proxy: it would fail once the CDI container has stopped, which may be before us.
      return CDI.current().select(PrebufferRegistry.class).get().self().get();
    }
  }
}
