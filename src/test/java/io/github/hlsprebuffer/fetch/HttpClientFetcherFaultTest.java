package io.github.hlsprebuffer.fetch;

import static io.github.hlsprebuffer.fetch.FetcherFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FaultSettings;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of each thing that can go wrong at an origin. */
final class HttpClientFetcherFaultTest {
  private static final byte[] BODY = Bodies.body(1, 300_001);
  private static final Duration SILENCE = Duration.ofMillis(300);

  private final FetcherFixture fixture = new FetcherFixture(SILENCE);

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "STALL_BEFORE_HEADERS, TIMEOUT",
    "DISCONNECT_BEFORE_HEADERS, BROKEN",
    "RESET_BEFORE_HEADERS, BROKEN",
    "GARBAGE, BROKEN",
  })
  void fetch_faultBeforeTheHead_failsWithoutOne(OriginFault fault, Cause cause) throws Exception {
    RecordingListener listener = fetchWith(fault);

    assertThat(listener.awaitEnd()).isEqualTo(cause);
    assertThat(listener.hasHead()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"STALL_IN_BODY, TIMEOUT", "SHORT_BODY, BROKEN"})
  void fetch_faultInTheBody_failsAfterWhatCame(OriginFault fault, Cause cause) throws Exception {
    RecordingListener listener = fetchWith(fault);

    assertThat(listener.awaitEnd()).isEqualTo(cause);
    assertThat(listener.awaitHead().status()).isEqualTo(200);
    assertThat(listener.body()).isEqualTo(Arrays.copyOf(BODY, BODY.length / 2));
  }

  @Test
  void fetch_resetInTheBody_failsWithAPrefixOfIt() throws Exception {
    RecordingListener listener = fetchWith(OriginFault.DISCONNECT_DURING_BODY);

    assertThat(listener.awaitEnd()).isEqualTo(Cause.BROKEN);
    // A reset may overtake bytes that were sent before it.
    assertThat(listener.body()).isEqualTo(Arrays.copyOf(BODY, listener.received()));
    assertThat(listener.received()).isLessThanOrEqualTo(BODY.length / 2);
  }

  @Test
  void fetch_bodyWithoutLength_isWholeAtTheEndOfTheConnection() throws Exception {
    fixture.origin.settings(FaultSettings.DEFAULT.withOversizeBytes(2L * BODY.length));

    RecordingListener listener = fetchWith(OriginFault.OVERSIZE_BODY);

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.awaitHead().contentLength()).isEqualTo(-1);
    assertThat(listener.received()).isEqualTo(2 * BODY.length);
  }

  @Test
  void fetch_slowBodyWithoutSilence_isWhole() throws Exception {
    fixture.origin.settings(FaultSettings.DEFAULT.withDripBytesPerSecond(BODY.length));

    RecordingListener listener = fetchWith(OriginFault.SLOW_BODY);

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.body()).isEqualTo(BODY);
  }

  @ParameterizedTest
  @CsvSource({"ERROR_503, 503", "ERROR_404, 404"})
  void fetch_errorStatus_isAResponse(OriginFault fault, int status) throws Exception {
    RecordingListener listener = fetchWith(fault);

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.awaitHead().status()).isEqualTo(status);
    assertThat(listener.body()).isEqualTo(Bodies.utf8("status " + status + "\n"));
  }

  @Test
  void fetch_redirect_isAResponseAndNotFollowed() throws Exception {
    fixture.origin.redirectLocation("/a", "/b");

    RecordingListener listener = fetchWith(OriginFault.REDIRECT);

    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.awaitHead().status()).isEqualTo(302);
    assertThat(listener.awaitHead().fields().first("location")).isEqualTo("/b");
    assertThat(fixture.origin.count("/b")).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = OriginFault.class,
      names = {"DISCONNECT_BEFORE_HEADERS", "SHORT_BODY", "GARBAGE", "STALL_IN_BODY", "ERROR_503"})
  void fetch_afterAFault_nextIsUnharmed(OriginFault fault) throws Exception {
    fetchWith(fault).awaitEnd();
    fixture.origin.clearFaults("/a");

    RecordingListener next = fixture.fetch("/a");

    assertThat(next.awaitEnd()).isNull();
    assertThat(next.body()).isEqualTo(BODY);
  }

  @Test
  void fetch_nobodyListening_isAConnectFailure() throws Exception {
    URI abandoned = fixture.origin.uri("/a");
    fixture.origin.close();

    assertThat(fixture.fetch(get(abandoned)).awaitEnd()).isEqualTo(Cause.CONNECT);
  }

  @Test
  void fetch_unknownHost_isAConnectFailure() throws Exception {
    URI nowhere = URI.create("http://no-such-host.invalid/a");

    assertThat(fixture.fetch(get(nowhere)).awaitEnd()).isEqualTo(Cause.CONNECT);
  }

  @Test
  void fetch_connectionNeverAccepted_timesOut() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Crowd crowd = new Crowd(full.getLocalPort());
        HttpClientFetcher impatient =
            new HttpClientFetcher(
                SILENCE,
                FetcherFixture.PATIENCE,
                FetcherFixture.PATIENCE,
                new AddressGuard(/* allowsPrivate= */ false),
                fixture.threads)) {
      RecordingListener listener = RecordingListener.eager();
      impatient.fetch(get(URI.create("http://127.0.0.1:" + crowd.port + "/a")), listener);

      assertThat(listener.awaitEnd()).isEqualTo(Cause.TIMEOUT);
    }
  }

  @Test
  void close_whileConnecting_endsTheFetch() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Crowd crowd = new Crowd(full.getLocalPort())) {
      RecordingListener listener =
          fixture.fetch(get(URI.create("http://127.0.0.1:" + crowd.port + "/a")));

      fixture.fetcher.close();

      assertThat(listener.awaitEnd()).isEqualTo(Cause.CANCELLED);
    }
  }

  @ParameterizedTest
  @CsvSource({"mailto:somebody", "/relative", "http:///no-host"})
  void fetch_uriWithoutAServer_fails(String uri) throws Exception {
    RecordingListener listener = fixture.fetch(get(URI.create(uri)));

    assertThat(listener.awaitEnd()).isIn(Cause.BROKEN, Cause.CONNECT);
  }

  private RecordingListener fetchWith(OriginFault fault) {
    fixture.origin.serve("/a", Resource.segment(BODY));
    fixture.origin.fault("/a", fault);
    return fixture.fetch("/a");
  }

  /** Connections enough to fill the backlog of a server that accepts none. */
  private static final class Crowd implements AutoCloseable {
    private final SocketChannel[] waiting = new SocketChannel[8];

    private final int port;

    Crowd(int port) throws IOException {
      this.port = port;
      for (int i = 0; i < waiting.length; i++) {
        waiting[i] = SocketChannel.open();
        waiting[i].configureBlocking(false);
        waiting[i].connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      }
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }
}
