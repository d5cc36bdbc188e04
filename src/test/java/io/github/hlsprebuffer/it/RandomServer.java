package io.github.hlsprebuffer.it;

import java.net.URI;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What is asked in a random run.
 *
 * @param uri where it is
 * @param targets from the origin's paths to its own
 * @param errors what it may say where the origin has failed
 * @param isRelay whether an application answers that passes on what its origin says, as it comes
 */
record RandomServer(URI uri, UnaryOperator<String> targets, Set<Integer> errors, boolean isRelay) {

  static RandomServer of(Gateway gateway) {
    return new RandomServer(
        gateway.base(), gateway::target, Set.of(502, 503, 504), /* isRelay= */ false);
  }

  static RandomServer of(HostModeApp host) {
    return new RandomServer(
        host.root(),
        path -> host.target("/relay" + path),
        Set.of(500, 502, 503),
        /* isRelay= */ true);
  }
}
