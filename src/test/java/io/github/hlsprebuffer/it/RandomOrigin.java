package io.github.hlsprebuffer.it;

import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the origin of a random run does: hesitates, drips, and fails what is frail. Thread-safe. */
final class RandomOrigin {
  private static final int RESOURCES = 96;
  private static final List<OriginFault> FAULTS =
      List.of(
          OriginFault.SHORT_BODY,
          OriginFault.DISCONNECT_DURING_BODY,
          OriginFault.RESET_BEFORE_HEADERS,
          OriginFault.ERROR_503);

  private final ScriptedOrigin origin;
  private final long seed;
  private final List<RandomResource> resources;
  private final Map<String, RandomResource> byPath;
  private final Map<String, AtomicInteger> wholes = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();

  RandomOrigin(ScriptedOrigin origin, long seed) {
    this.origin = origin;
    this.seed = seed;
    resources = IntStream.range(0, RESOURCES).mapToObj(i -> RandomResource.of(seed, i)).toList();
    byPath =
        resources.stream().collect(Collectors.toMap(RandomResource::path, Function.identity()));
    origin.serve(ScriptedOrigin.ANY_PATH, this::answer);
  }

  List<RandomResource> resources() {
    return resources;
  }

  long requests() {
    return requests.get();
  }

  long faults() {
    return faults.get();
  }

  /** How often something was fetched again that would still have been fresh, had it been kept. */
  long fetchedAgain() {
    return wholes.entrySet().stream()
        .filter(
            entry -> resource(entry.getKey()).isLasting() && !resource(entry.getKey()).isFrail())
        .mapToLong(entry -> entry.getValue().get() - 1)
        .sum();
  }

  private RandomResource resource(String path) {
    RandomResource resource = byPath.get(path);
    if (resource == null) {
      throw new IllegalArgumentException(path);
    }
    return resource;
  }

  private Resource answer(RequestRecord request) {
    RandomResource resource = resource(request.path());
    SplittableRandom random = new SplittableRandom(seed + requests.incrementAndGet());
    if (request.method().equals("GET") && request.header("Range").isEmpty()) {
      wholes.computeIfAbsent(request.path(), path -> new AtomicInteger()).incrementAndGet();
    }
    if (resource.isFrail() && random.nextInt(4) == 0) {
      faults.incrementAndGet();
      origin.faultOnce(request.path(), FAULTS.get(random.nextInt(FAULTS.size())));
    }
    Resource served = resource.served();
    return switch (random.nextInt(40)) {
      case 0 -> served.withLatency(Duration.ofMillis(random.nextInt(1, 20)));
      case 1 -> served.withBytesPerSecond(Math.max(1_000, resource.lengthBytes() * 8L));
      default -> served;
    };
  }
}
