package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.AT_ONCE;
import static io.github.hlsprebuffer.prefetch.Workbench.key;
import static io.github.hlsprebuffer.prefetch.Workbench.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.Bodies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects on the way to a resource. */
final class RedirectedLoadingTest {
  private static final byte[] BODY = Bodies.body(1, 100);

  private final Workbench bench = new Workbench();

  @AfterEach
  void nothingIsLeft() {
    assertThat(bench.fetcher.underWay()).isEmpty();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/2", "http://cdn.test/2"})
  void demand_segmentRedirectedToAnAllowedPlace_isKeptUnderItsOwnName(String location)
      throws Exception {
    try (FillReader viewer = bench.read("1")) {
      redirect("1", location);
      bench.succeed("2", BODY);

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
  }

  @Test
  void prefetch_segmentRedirected_isFollowed() {
    bench.demand(new RecordingOwner(), "1");
    redirect("1", "/2");

    bench.succeed("2", BODY);

    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
  }

  @Test
  void demand_segmentRedirectedElsewhere_redirectGoesToTheViewer() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      redirect("1", "http://other.test/2");

      ResponseHead head = viewer.awaitHead(HttpFields.EMPTY, AT_ONCE);
      assertThat(head.status()).isEqualTo(302);
      assertThat(head.fields().first("location")).isEqualTo("http://other.test/2");
    }
    assertThat(bench.fetcher.all()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAYLIST", "OTHER"})
  void demand_otherKind_redirectGoesToTheViewer(Kind kind) throws Exception {
    ResourceRequest request = Workbench.resource("1", kind);
    try (FillReader viewer = bench.loader.demand(request, PlaylistObserver.NONE)) {
      redirect("1", "/2");

      assertThat(viewer.awaitHead(HttpFields.EMPTY, AT_ONCE).status()).isEqualTo(302);
    }
    assertThat(bench.fetcher.all()).hasSize(1);
  }

  @Test
  void demand_redirectLoop_endsAfterFive() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      for (int i = 0; i < 6; i++) {
        redirect("1", "/1");
      }

      assertThat(viewer.awaitHead(HttpFields.EMPTY, AT_ONCE).status()).isEqualTo(302);
    }
    assertThat(bench.fetcher.all()).hasSize(6);
  }

  @Test
  void demand_redirectedTo404_passes404() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      redirect("1", "/2");
      bench.fetcher.last("2").answer(404, BODY);

      assertThat(viewer.awaitHead(HttpFields.EMPTY, AT_ONCE).status()).isEqualTo(404);
    }
  }

  @Test
  void demand_firstAnswerEndsLate_harmsNothing() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      ScriptedFetch first = bench.fetcher.last("1");
      first.head(302, "Location", "/2");
      bench.succeed("2", BODY);

      first.data(Bodies.utf8("moved"));
      assertThat(first.granted()).isEqualTo(5);
      first.fail(Cause.BROKEN);

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  @Test
  void withdraw_prefetchRedirected_cancelsTheSecondFetch() {
    RecordingOwner owner = new RecordingOwner();
    bench.demand(owner, "1");
    redirect("1", "/2");

    bench.demand(owner);

    assertThat(bench.fetcher.last("2").isCancelled()).isTrue();
  }

  private void redirect(String name, String location) {
    bench.fetcher.last(name).answer(302, Bodies.utf8("moved"), "Location", location);
  }
}
