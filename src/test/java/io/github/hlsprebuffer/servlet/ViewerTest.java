package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.registry.ViewerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ViewerTest {
  private static final String CLIENT_URI = "http://tv/hls/a/s1.ts";

  private static final ViewerMapping MAPPING =
      new ViewerMapping(
          new ClientUris("http://tv", "/hls"),
          "http://origin.test",
          "http://origin.test",
          /* host= */ null,
          HttpFields.EMPTY,
          "",
          /* space= */ "",
          Set.of(),
          /* forwardsCmcd= */ false);

  private final RequestStub request = RequestStub.of("", "/hls/a/s1.ts");

  private static Viewer viewer(RequestStub stub, String identity) {
    return Viewer.of(stub.request(), RequestFields.of(stub.request()), identity);
  }

  private static String id(RequestStub stub, String identity) {
    return viewer(stub, identity).id();
  }

  @Test
  void of_address_tellsByAddressAndUserAgent() {
    assertThat(id(request.with("User-Agent", "one"), "address"))
        .isEqualTo(id(request.with("User-Agent", "one"), "address"))
        .isNotEqualTo(id(request.with("User-Agent", "two"), "address"))
        .isNotEqualTo(id(request, "address"));
  }

  @Test
  void of_sessionIdOfThePlayer_outranksEverything() {
    RequestStub one = request.withQuery("CMCD=sid%3D%22s-1%22");

    assertThat(id(one.with("User-Agent", "one"), "address"))
        .isEqualTo(id(one.with("User-Agent", "two"), "X-Session"))
        .isNotEqualTo(id(request.withQuery("CMCD=sid%3D%22s-2%22"), "address"));
  }

  @Test
  void of_header_tellsByItsValueAndNeverShowsIt() {
    String id = id(request.with("X-Session", "very secret"), "X-Session");

    assertThat(id)
        .isEqualTo(id(request.with("X-Session", "very secret"), "X-Session"))
        .isNotEqualTo(id(request.with("X-Session", "other"), "X-Session"))
        .doesNotContain("secret");
    assertThat(id(request, "X-Session")).isEqualTo(id(request, "address"));
  }

  /** It is remembered of each viewer of each playlist. */
  @Test
  void of_userAgentOfAnyLength_isRememberedInTheSameRoom() {
    String one = id(request.with("User-Agent", "a".repeat(8_000) + "1"), "address");

    assertThat(one).hasSizeLessThanOrEqualTo(200);
    assertThat(one)
        .isNotEqualTo(id(request.with("User-Agent", "a".repeat(8_000) + "2"), "address"));
  }

  @Test
  void hinted_pathsOfThisFilter_becomeRequests() {
    Viewer viewer =
        viewer(request.with("CMCD-Request", "nor=\"..%2Fb%2Fs2.ts\",nrr=\"10-19\""), "address");

    List<ResourceRequest> hinted = viewer.hinted(MAPPING, CLIENT_URI);

    assertThat(hinted).hasSize(1);
    assertThat(hinted.get(0).key().uri()).isEqualTo("http://origin.test/b/s2.ts");
    assertThat(hinted.get(0).key().range()).isEqualTo(new ByteInterval(10, 19));
  }

  @Test
  void hinted_beyondThisFilter_isIgnored() {
    Viewer viewer =
        viewer(request.with("CMCD-Request", "nor=\"..%2F..%2Fadmin%2Fkeys\""), "address");

    assertThat(viewer.hinted(MAPPING, CLIENT_URI)).isEmpty();
  }

  /** Columns: what the player says, milliseconds buffered (empty: unknown), playback rate. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sid=\"x\" | | 1",
        "bl=21300 | 21300 | 1",
        "bl=0 | 0 | 1",
        "dl=4000 | 4000 | 1",
        "bl=21300,dl=4000 | 21300 | 1",
        "dl=4000,pr=2 | 8000 | 2",
        "bl=4000,pr=2 | 4000 | 2",
        "dl=4000,pr=0.5 | 2000 | 0.5",
        "dl=4000,pr=0 | 4000 | 1",
        "dl=4000,pr=-2 | 4000 | 1",
        "dl=4000,pr=100 | 64000 | 16",
        "dl=4000,pr=0.001 | 250 | 0.0625",
        "dl=4000,pr=1000000 | 4000 | 1",
        "dl=4000,pr=x | 4000 | 1",
        "bl=21300,su | 0 | 1",
        "bl=21300,bs,pr=1.5 | 0 | 1.5",
        "su | 0 | 1",
        "bl=99999999999 | | 1",
        "bl=-100 | | 1"
      })
  void request_playersWordsAboutItsBuffer_areTaken(
      String cmcd, @Nullable Long bufferedMillis, double playbackRate) {
    ViewerRequest seen =
        viewer(request.with("CMCD-Request", cmcd), "address").request(MAPPING, CLIENT_URI);

    assertThat(seen.buffered())
        .isEqualTo(bufferedMillis == null ? null : Duration.ofMillis(bufferedMillis));
    assertThat(seen.playbackRate()).isEqualTo(playbackRate);
  }

  @Test
  void segment_playersWordsAboutItself_neitherReachTheOriginNorTheKey() {
    ResourceRequest resource =
        MAPPING.segment(CLIENT_URI + "?a=1&CMCD=sid%3D%22x%22&b=2", /* range= */ null);

    assertThat(resource).isNotNull();
    assertThat(resource.fetch().uri()).hasToString("http://origin.test/a/s1.ts?a=1&b=2");
    assertThat(resource.key().uri()).isEqualTo("http://origin.test/a/s1.ts?a=1&b=2");
  }

  @Test
  void segment_deliveryDirectives_standInOneOrderInTheKey() {
    ResourceRequest one =
        MAPPING.segment("http://tv/hls/a.m3u8?_HLS_part=1&_HLS_msn=5&x=1", /* range= */ null);
    ResourceRequest other =
        MAPPING.segment("http://tv/hls/a.m3u8?x=1&_HLS_msn=5&_HLS_part=1", /* range= */ null);

    assertThat(one).isNotNull();
    assertThat(other).isNotNull();
    assertThat(one.key()).isEqualTo(other.key());
  }
}
