package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.Resource;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An origin that sends a byte now and then is never silent for long enough to be given up for that:
 * here it may be silent for as long as the test takes.
 */
final class DrippingOriginTest {
  private static final int CALLS = 4;
  private static final byte[] BODY = Bodies.body(1, 100_000);

  private final OriginBench bench = new OriginBench(Duration.ofMinutes(10));

  @AfterEach
  void close() {
    bench.close();
  }

  private ResourceRequest request(String path) {
    URI uri = bench.origin.uri(path);
    return new ResourceRequest(
        new CacheKey(uri.toString(), /* range= */ null, ""),
        new FetchRequest("GET", uri, /* host= */ null, HttpFields.EMPTY),
        Kind.SEGMENT);
  }

  @ParameterizedTest
  @EnumSource(
      value = OriginFault.class,
      names = {"STALL_BEFORE_HEADERS", "STALL_IN_BODY"})
  void prefetch_manyThatHardlyCome_giveBackWhatOthersNeed(OriginFault drip) throws Exception {
    bench.origin.serve("/good.ts", Resource.segment(BODY));
    int many = 0;
    while (bench.budget.hasRoom(request("/good.ts").fetch())) {
      String path = "/drip" + many++ + ".ts";
      bench.origin.serve(path, Resource.segment(BODY));
      bench.origin.fault(path, drip);
      ResourceRequest dripping = request(path);
      bench.budget.acquirePrefetch(dripping.fetch());
      assertThat(bench.loader.prefetch(dripping, System.nanoTime(), outcome -> {})).isNotNull();
      bench.origin.awaitRequests(path, 1, Duration.ofSeconds(10));
    }
    assertThat(many).isGreaterThan(2);

    // What comes before the origin begins to drip may still be arriving.
    await()
        .until(
            () -> {
              bench.fills.failIdle(CALLS, CALLS);
              return bench.fills.size() == 0;
            });

    bench.assertNothingIsLeft();
    assertThat(bench.prefetch(request("/good.ts"))).isEqualTo("STORED");
  }
}
