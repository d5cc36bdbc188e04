package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.HttpFields.Field;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ViewerMappingTest {
  private static final String CLIENT = "http://tv:8080/app/hls";
  private static final HttpFields FIELDS = HttpFields.EMPTY.with("X-Tenant", "a");

  /** To another server, as in origin mode. */
  private final ViewerMapping origin =
      new ViewerMapping(
          new ClientUris("http://tv:8080", "/app/hls"),
          "https://cdn/live",
          "https://cdn/live",
          /* host= */ null,
          FIELDS,
          "p1",
          /* space= */ "",
          Set.of("token"),
          /* forwardsCmcd= */ false);

  /** To this same server, as in host mode. */
  private final ViewerMapping host =
      new ViewerMapping(
          new ClientUris("http://tv:8080", "/app"),
          "http://127.0.0.1:9/app",
          "http://tv:8080/app",
          "tv:8080",
          FIELDS,
          "",
          /* space= */ "",
          Set.of(),
          /* forwardsCmcd= */ true);

  private static ResourceRequest segment(
      ViewerMapping mapping, String uri, @Nullable ByteInterval range) {
    ResourceRequest request = mapping.segment(uri, range);
    if (request == null) {
      throw new AssertionError("not mapped: " + uri);
    }
    return request;
  }

  /** RFC 8216bis §6.2.5.2. */
  @ParameterizedTest
  @CsvSource({
    "?_HLS_msn=5, PLAYLIST, true",
    "?x=1&_HLS_msn=5&_HLS_part=0, PLAYLIST, true",
    "?_HLS_msn=5, OTHER, true",
    "?_HLS_msn=5, SEGMENT, false",
    "?_HLS_skip=YES, PLAYLIST, false",
    "?_HLS_msn=x, PLAYLIST, false",
    "'', PLAYLIST, false"
  })
  void resource_playlistThatIsWaitedFor_mayBlock(String query, Kind kind, boolean mayBlock) {
    ResourceRequest request = origin.resource("GET", CLIENT + "/a" + query, null, kind);

    assertThat(request).isNotNull();
    assertThat(request.fetch().mayBlock()).isEqualTo(mayBlock);
  }

  @Test
  void segment_originMode_isFetchedAndKeptByTheOriginsUri() {
    ResourceRequest request = segment(origin, CLIENT + "/a/1.ts?v=2&token=x", null);

    assertThat(request.kind()).isEqualTo(Kind.SEGMENT);
    assertThat(request.key()).isEqualTo(new CacheKey("https://cdn/live/a/1.ts?v=2", null, "p1"));
    assertThat(request.fetch().method()).isEqualTo("GET");
    assertThat(request.fetch().uri())
        .as("the token goes to the origin")
        .isEqualTo(URI.create("https://cdn/live/a/1.ts?v=2&token=x"));
    assertThat(request.fetch().host()).isNull();
    assertThat(request.fetch().fields()).isEqualTo(FIELDS);
  }

  @Test
  void segment_hostMode_isFetchedOverLoopbackAndKeptByTheViewersUri() {
    ResourceRequest request = segment(host, "http://tv:8080/app/1.ts", null);

    assertThat(request.key()).isEqualTo(new CacheKey("http://tv:8080/app/1.ts", null, ""));
    assertThat(request.fetch().uri()).isEqualTo(URI.create("http://127.0.0.1:9/app/1.ts"));
    assertThat(request.fetch().host()).isEqualTo("tv:8080");
  }

  @Test
  void segment_range_isInTheKeyAndInTheRequest() {
    ByteInterval range = new ByteInterval(10, 19);
    ResourceRequest request = segment(origin, CLIENT + "/a.ts", range);

    assertThat(request.key().range()).isEqualTo(range);
    assertThat(request.fetch().fields().first("range")).isEqualTo("bytes=10-19");
    assertThat(request.key()).isNotEqualTo(segment(origin, CLIENT + "/a.ts", null).key());
  }

  @ParameterizedTest
  @CsvSource({
    "/1.ts?token=a, /1.ts?token=b",
    "/1.ts?token=a, /1.ts",
    "/1.ts#x, /1.ts",
    "/a b.ts, /a%20b.ts",
    "/seg[1].ts, /seg%5B1%5D.ts"
  })
  void key_sameResourceInOtherWords_isTheSame(String one, String other) {
    assertThat(segment(origin, CLIENT + one, null).key())
        .isEqualTo(segment(origin, CLIENT + other, null).key());
  }

  @ParameterizedTest
  @CsvSource({"/1.ts?v=1, /1.ts?v=2", "/1.ts, /2.ts", "/1.ts?_HLS_msn=1, /1.ts", "/A.ts, /a.ts"})
  void key_otherResource_differs(String one, String other) {
    assertThat(segment(origin, CLIENT + one, null).key())
        .isNotEqualTo(segment(origin, CLIENT + other, null).key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://cdn/live/1.ts",
        "ws://tv:8080/app/hls/1.ts",
        "http://tv/app/hls/1.ts",
        "http://tv:8080/app/other/1.ts",
        "http://tv:8080@10.0.0.1/app/hls/1.ts",
        "http://tv:8080/app/hls/../admin",
        "http://tv:8080/app/hls/%2e%2e/admin",
        "/app/hls/1.ts",
        "file:///etc/passwd"
      })
  void segment_foreignOrDeceptiveUri_isNull(String uri) {
    assertThat(origin.segment(uri, /* range= */ null)).isNull();
  }

  @Test
  void resource_playlistByHead_keepsMethodAndKind() {
    ResourceRequest request = origin.resource("HEAD", CLIENT + "/a.m3u8", null, Kind.PLAYLIST);

    assertThat(request).isNotNull();
    assertThat(request.kind()).isEqualTo(Kind.PLAYLIST);
    assertThat(request.fetch().method()).isEqualTo("HEAD");
  }

  /** Location, as the origin writes it and as the viewer must see it. */
  @ParameterizedTest
  @CsvSource({
    "https://cdn/live/b/2.m3u8?x=1, /app/hls/b/2.m3u8?x=1",
    "2.m3u8, /app/hls/a/2.m3u8",
    "../2.m3u8, /app/hls/2.m3u8",
    "/live/2.m3u8, /app/hls/2.m3u8",
    "//cdn/live/2.m3u8, /app/hls/2.m3u8",
    "/elsewhere/2.m3u8, /elsewhere/2.m3u8",
    "/live2/2.m3u8, /live2/2.m3u8",
    "https://other/live/2.m3u8, https://other/live/2.m3u8",
    "http://cdn/live/2.m3u8, http://cdn/live/2.m3u8",
    "../../../x, ../../../x"
  })
  void forClient_redirect_staysBehindTheFilterIfItStaysWithinTheOrigin(
      String location, String expected) {
    ResponseHead head =
        new ResponseHead(
            302, HttpFields.EMPTY.with("Location", location).with("Cache-Control", "no-store"));

    ResponseHead seen = origin.forClient(head, URI.create("https://cdn/live/a/1.m3u8"));

    assertThat(seen.status()).isEqualTo(302);
    assertThat(seen.fields())
        .containsExactlyInAnyOrder(
            new Field("Location", expected), new Field("Cache-Control", "no-store"));
  }

  /** Two slashes in front would name a server. */
  @Test
  void forClient_redirectWithinTheOriginOfAFilterOnEverything_leadsToNoOtherServer() {
    ViewerMapping everything =
        new ViewerMapping(
            new ClientUris("http://tv:8080", ""),
            "https://cdn",
            "https://cdn",
            /* host= */ null,
            FIELDS,
            "",
            /* space= */ "",
            Set.of(),
            /* forwardsCmcd= */ false);
    ResponseHead head =
        new ResponseHead(301, HttpFields.EMPTY.with("Location", "https://cdn//evil.test/a/"));

    String location =
        everything
            .forClient(head, URI.create("https://cdn//evil.test/a"))
            .fields()
            .first("location");

    assertThat(URI.create("http://tv:8080/x").resolve(String.valueOf(location)).getHost())
        .isEqualTo("tv");
  }

  @Test
  void segment_longerThanAnybodyCanAskFor_isNull() {
    String longest = CLIENT + "/" + "a".repeat(ViewerMapping.MAX_URI_CHARS - CLIENT.length() - 1);

    assertThat(origin.segment(longest, /* range= */ null)).isNotNull();
    assertThat(origin.segment(longest + "a", /* range= */ null)).isNull();
    assertThat(origin.segment(CLIENT + "/?" + "a".repeat(1 << 20), /* range= */ null)).isNull();
  }

  /** What follows a semicolon in an ignored parameter is another one to many servers. */
  @Test
  void key_parameterHiddenInAnIgnoredOne_differs() {
    assertThat(segment(origin, CLIENT + "/1.ts?token=a;file=2", null).key())
        .isNotEqualTo(segment(origin, CLIENT + "/1.ts?token=a", null).key());
  }

  @Test
  void forClient_noLocation_isTheSameHead() {
    ResponseHead head = new ResponseHead(200, FIELDS);

    assertThat(origin.forClient(head, URI.create("https://cdn/live/a"))).isSameAs(head);
  }
}
