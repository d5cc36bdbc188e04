package io.github.hlsprebuffer.fetch;

import static io.github.hlsprebuffer.fetch.FetcherFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, what is taken of a response, and on which connection. */
final class HttpClientFetcherTest {
  private static final byte[] BODY = Bodies.body(1, 1_000_003);

  private final FetcherFixture fixture = new FetcherFixture();
  private final ScriptedOrigin origin = fixture.origin;

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void fetch_announcedLength_bytesAreExact() throws Exception {
    origin.serve("/a", Resource.segment(BODY).withEtag("\"e\""));

    RecordingListener listener = fixture.fetch("/a");

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.body()).isEqualTo(BODY);
    assertThat(listener.awaitHead().contentLength()).isEqualTo(BODY.length);
    assertThat(listener.awaitHead().mediaType()).isEqualTo("video/mp2t");
    assertThat(listener.awaitHead().strongEtag()).isEqualTo("\"e\"");
  }

  @Test
  void fetch_chunkedBody_isDecodedAndFramingLeftOut() throws Exception {
    origin.serve("/a", Resource.segment(BODY).chunked());

    RecordingListener listener = fixture.fetch("/a");

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.body()).isEqualTo(BODY);
    assertThat(listener.awaitHead().fields().contains("transfer-encoding")).isFalse();
  }

  @Test
  void fetch_encodedBody_isKeptAsItIs() throws Exception {
    // Not gzip at all: decoding it would fail.
    origin.serve("/a", Resource.segment(BODY).withHeader("Content-Encoding", "gzip"));

    RecordingListener listener = fixture.fetch("/a");

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.body()).isEqualTo(BODY);
    assertThat(listener.awaitHead().isEncoded()).isTrue();
  }

  @Test
  void fetch_emptyBody_isComplete() throws Exception {
    origin.serve("/a", Resource.segment(new byte[0]));

    RecordingListener listener = fixture.fetch("/a");

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.received()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void fetch_statusWithoutBody_isComplete(int status) throws Exception {
    origin.serve("/a", Resource.status(status));

    RecordingListener listener = fixture.fetch("/a");

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.awaitHead().status()).isEqualTo(status);
    assertThat(listener.received()).isZero();
  }

  @Test
  void fetch_head_hasLengthAndNoBody() throws Exception {
    origin.serve("/a", Resource.segment(BODY));

    RecordingListener listener =
        fixture.fetch(new FetchRequest("HEAD", origin.uri("/a"), null, HttpFields.EMPTY));

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.awaitHead().contentLength()).isEqualTo(BODY.length);
    assertThat(listener.received()).isZero();
    assertThat(onlyRequest().method()).isEqualTo("HEAD");
  }

  @Test
  void fetch_withoutFields_addsNoneThatChangeTheAnswer() throws Exception {
    fixture.fetch("/a").awaitEnd();

    assertThat(onlyRequest().headers().names())
        .containsExactlyInAnyOrder("Host", "Connection", "User-Agent");
    assertThat(onlyRequest().header("User-Agent")).contains("HLS-Prebuffer");
  }

  @Test
  void fetch_fieldsGiven_arriveAsGiven() throws Exception {
    FetchRequest request =
        get(origin.uri("/a"))
            .with("Range", "bytes=0-1")
            .with("Accept-Encoding", "br")
            .with("User-Agent", "a player");

    fixture.fetch(request).awaitEnd();

    assertThat(onlyRequest().header("Range")).contains("bytes=0-1");
    assertThat(onlyRequest().header("Accept-Encoding")).contains("br");
    assertThat(onlyRequest().headers().all("User-Agent")).containsExactly("a player");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a%20b/%E2%82%AC.ts?x=%2F&y=a+b",
        "/a//b/../c.ts",
        "/semi;colon=1/seg.ts?",
        "/(paren)/seg%25.ts?token=abc==",
      })
  void fetch_pathAndQuery_arriveAsWritten(String target) throws Exception {
    fixture.fetch(get(origin.uri(target))).awaitEnd();

    assertThat(onlyRequest().target()).isEqualTo(target);
  }

  @Test
  void fetch_uriWithoutPathOrWithFragment_asksForTheResource() throws Exception {
    fixture.fetch(get(URI.create(origin.uri() + "#fragment"))).awaitEnd();

    assertThat(onlyRequest().target()).isEqualTo("/");
  }

  @Test
  void fetch_otherHost_arrivesAsHostFieldAtTheServerConnectedTo() throws Exception {
    fixture
        .fetch(
            new FetchRequest("GET", origin.uri("/a"), "media.example.com:8443", HttpFields.EMPTY))
        .awaitEnd();

    assertThat(onlyRequest().headers().all("Host")).containsExactly("media.example.com:8443");
    assertThat(onlyRequest().target()).isEqualTo("/a");
  }

  @Test
  void fetch_cookieSet_isNotSentBack() throws Exception {
    origin.serve("/a", Resource.segment(BODY).withHeader("Set-Cookie", "session=1; Path=/"));

    fixture.fetch("/a").awaitEnd();
    fixture.fetch("/a").awaitEnd();

    assertThat(origin.requests()).hasSize(2).noneMatch(r -> r.header("Cookie").isPresent());
  }

  @Test
  void fetch_oneAfterAnother_sharesAConnection() throws Exception {
    origin.serve("/a", Resource.segment(BODY));

    for (int i = 0; i < 5; i++) {
      assertThat(fixture.fetch("/a").awaitEnd()).isNull();
    }

    assertThat(origin.acceptedConnections()).isEqualTo(1);
  }

  @Test
  void fetch_manyAtOnce_eachGetsItsOwnBytes() throws Exception {
    RecordingListener[] listeners = new RecordingListener[20];
    for (int i = 0; i < listeners.length; i++) {
      origin.serve("/" + i, Resource.segment(Bodies.body(i, 50_000 + i)));
    }

    for (int i = 0; i < listeners.length; i++) {
      listeners[i] = fixture.fetch("/" + i);
    }

    for (int i = 0; i < listeners.length; i++) {
      assertThat(listeners[i].awaitEnd()).isNull();
      assertThat(listeners[i].body()).isEqualTo(Bodies.body(i, 50_000 + i));
    }
  }

  @Test
  void fetch_keptConnectionClosedOnItsNextUse_isBrokenWithoutAHead() throws Exception {
    origin.serve("/a", Resource.segment(BODY));
    fixture.fetch("/a").awaitEnd();
    origin.faultOnce("/a", OriginFault.DISCONNECT_BEFORE_HEADERS);

    RecordingListener listener = fixture.fetch("/a");

    assertThat(listener.awaitEnd()).isEqualTo(FetchException.Cause.BROKEN);
    assertThat(listener.hasHead()).isFalse();
    assertThat(fixture.fetch("/a").awaitEnd()).isNull();
  }

  @Test
  void fetch_originRestarted_failsOnceAtMost() throws Exception {
    origin.serve("/a", Resource.segment(BODY));
    fixture.fetch("/a").awaitEnd();
    int port = origin.uri().getPort();
    origin.close();
    try (ScriptedOrigin restarted = ScriptedOrigin.start(port, Clock.systemUTC())) {
      restarted.serve("/a", Resource.segment(BODY));

      // The close of the kept connection may or may not have been seen by now.
      FetchException.Cause first = fixture.fetch("/a").awaitEnd();
      RecordingListener second = fixture.fetch("/a");

      assertThat(first).isIn(null, FetchException.Cause.BROKEN);
      assertThat(second.awaitEnd()).isNull();
      assertThat(second.body()).isEqualTo(BODY);
    }
  }

  @Test
  void closeIdleConnections_shortlyAfterUse_keepsThem() throws Exception {
    origin.serve("/a", Resource.segment(BODY));
    fixture.fetch("/a").awaitEnd();

    fixture.fetcher.closeIdleConnections();
    fixture.fetch("/a").awaitEnd();

    assertThat(origin.acceptedConnections()).isEqualTo(1);
  }

  @Test
  void close_fetchUnderWay_endsItAndItsThreads() throws Exception {
    origin.serve("/a", Resource.segment(BODY));
    Gate gate = origin.gateBody("/a", 10);
    RecordingListener listener = fixture.fetch("/a");
    gate.awaitArrival(FetcherFixture.PATIENCE);

    fixture.fetcher.close();

    assertThat(listener.awaitEnd()).isNotNull();
    origin.log().awaitAborted("/a", 1, FetcherFixture.PATIENCE);
  }

  @Test
  void fetch_afterClose_failsWithoutThreads() throws Exception {
    fixture.fetcher.close();

    assertThat(fixture.fetch("/a").awaitEnd()).isNotNull();
  }

  private RequestRecord onlyRequest() throws InterruptedException {
    origin.awaitRequests(ScriptedOrigin.ANY_PATH, 1, Duration.ofSeconds(10));
    assertThat(origin.requests()).hasSize(1);
    return origin.requests().get(0);
  }
}
