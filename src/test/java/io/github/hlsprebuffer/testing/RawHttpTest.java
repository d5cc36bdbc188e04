package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the raw client makes of bytes written by hand. */
final class RawHttpTest {

  private final ServerSocket listener = listen();
  private RawHttp client = connect(listener);
  private final Socket server = accept(listener);

  @BeforeEach
  void sendRequest() throws IOException {
    client = client.get("/a?b=c", "X-A: 1");
  }

  @AfterEach
  void closeAll() throws IOException {
    client.close();
    server.close();
    listener.close();
  }

  @Test
  void get_fieldLines_areSentAsGiven() throws Exception {
    String expected =
        "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-A: 1\r\n\r\n"
            .formatted(listener.getLocalPort());

    byte[] sent = server.getInputStream().readNBytes(expected.length());

    assertThat(new String(sent, StandardCharsets.ISO_8859_1)).isEqualTo(expected);
  }

  @Test
  void readResponse_contentLength_isComplete() throws Exception {
    answer("HTTP/1.1 200 OK\r\nX-b: 2\r\nContent-Length: 3\r\nX-B: 1\r\n\r\nabc");

    RawResponse response = client.readResponse();

    assertThat(response.head().statusLine()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(response.headers().names()).containsExactly("X-b", "Content-Length", "X-B");
    assertThat(response.headers().all("x-b")).containsExactly("2", "1");
    assertThat(response.text()).isEqualTo("abc");
    assertThat(response.framing()).isEqualTo(BodyFraming.LENGTH);
    assertThat(response.isComplete()).isTrue();
  }

  @Test
  void readResponse_contentLengthCutShort_isNotComplete() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    server.shutdownOutput();

    RawResponse response = client.readResponse();

    assertThat(response.text()).isEqualTo("abc");
    assertThat(response.ending()).isEqualTo(RawBody.Ending.CLOSED_EARLY);
    assertThat(response.isComplete()).isFalse();
  }

  @Test
  void readResponse_contentLengthZero_isComplete() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    assertThat(client.readResponse().isComplete()).isTrue();
  }

  @Test
  void readResponse_chunked_isJoined() throws Exception {
    answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    answer("3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n");
    answer("HTTP/1.1 204 No Content\r\n\r\n");

    RawResponse response = client.readResponse();

    assertThat(response.text()).isEqualTo("abc0123456789");
    assertThat(response.isComplete()).isTrue();
    assertThat(client.readResponse().status()).isEqualTo(204);
  }

  @Test
  void readResponse_chunkedWithoutLastChunk_isNotComplete() throws Exception {
    answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    server.shutdownOutput();

    RawResponse response = client.readResponse();

    assertThat(response.text()).isEqualTo("abc");
    assertThat(response.ending()).isEqualTo(RawBody.Ending.CLOSED_EARLY);
  }

  @Test
  void readResponse_chunkCutShort_keepsWhatCame() throws Exception {
    answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc");
    server.shutdownOutput();

    RawResponse response = client.readResponse();

    assertThat(response.text()).isEqualTo("abc");
    assertThat(response.ending()).isEqualTo(RawBody.Ending.CLOSED_EARLY);
  }

  @Test
  void readResponse_untilClose_endsWithTheConnection() throws Exception {
    answer("HTTP/1.0 200 OK\r\n\r\nabc");
    server.shutdownOutput();

    RawResponse response = client.readResponse();

    assertThat(response.text()).isEqualTo("abc");
    assertThat(response.framing()).isEqualTo(BodyFraming.UNTIL_CLOSE);
    assertThat(response.isComplete()).isTrue();
  }

  @Test
  void readResponse_reset_isSeen() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    RawBody body = client.bodyOf(client.readHead());
    byte[] first = body.read(3);
    server.setSoLinger(true, 0);
    server.close();

    assertThat(first).hasSize(3);
    assertThat(body.readAll()).isEmpty();
    assertThat(body.ending()).isEqualTo(RawBody.Ending.RESET);
  }

  @Test
  void read_stopsMidway_andGoesOn() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde");
    RawBody body = client.bodyOf(client.readHead());

    assertThat(body.read(2)).isEqualTo(Bodies.utf8("ab"));
    assertThat(body.ending()).isEqualTo(RawBody.Ending.OPEN);
    assertThat(body.readAll()).isEqualTo(Bodies.utf8("cde"));
    assertThat(body.isComplete()).isTrue();
  }

  @Test
  void read_nothingComes_timesOutAndCanGoOn() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
    RawBody body = client.bodyOf(client.readHead());
    client.timeout(Duration.ofMillis(20));

    assertThat(body.readAll()).isEqualTo(Bodies.utf8("ab"));
    assertThat(body.ending()).isEqualTo(RawBody.Ending.TIMED_OUT);
    answer("cde");
    client.timeout(Duration.ofSeconds(10));
    assertThat(body.readAll()).isEqualTo(Bodies.utf8("cde"));
  }

  @Test
  void head_contentLength_hasNoBody() throws Exception {
    client.head("/a");
    answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");

    RawResponse response = client.readResponse();

    assertThat(response.body()).isEmpty();
    assertThat(response.isComplete()).isTrue();
  }

  @Test
  void readHead_firstByte_isTimed() throws Exception {
    long beforeNanos = System.nanoTime();
    answer("HTTP/1.1 304 Not Modified\r\n\r\n");

    assertThat(client.readHead().firstByteNanos() - beforeNanos)
        .isBetween(0L, System.nanoTime() - beforeNanos);
  }

  @Test
  void readHead_closed_isEndOfFile() throws Exception {
    server.shutdownOutput();

    assertThatThrownBy(client::readHead).isInstanceOf(EOFException.class);
  }

  @Test
  void readHead_closedWithinTheHead_isEndOfFile() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Le");
    server.shutdownOutput();

    assertThatThrownBy(client::readHead).isInstanceOf(EOFException.class);
  }

  @Test
  void readHead_notHttp_isAProtocolError() throws Exception {
    answer("SSH-2.0-x\r\n");

    assertThatThrownBy(client::readHead).isInstanceOf(ProtocolException.class);
  }

  @Test
  void reset_isSeenByTheServer() throws Exception {
    client.reset();

    assertThatThrownBy(() -> server.getInputStream().readAllBytes())
        .isInstanceOf(SocketException.class);
  }

  @Test
  void fetch_uri_usesAConnectionOfItsOwn() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/x");
    CompletableFuture<String> requestLine =
        CompletableFuture.supplyAsync(() -> answerNextConnection("HTTP/1.1 204 N\r\n\r\n"));

    assertThat(RawHttp.fetch(uri).status()).isEqualTo(204);
    assertThat(requestLine.join()).isEqualTo("GET /x HTTP/1.1");
  }

  private void answer(String text) throws IOException {
    server.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String answerNextConnection(String text) {
    try (Socket socket = listener.accept()) {
      String requestLine = Wire.readLine(socket.getInputStream());
      String unusedHost = Wire.readFields(socket.getInputStream()).toString();
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return requestLine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 8, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawHttp connect(ServerSocket listener) {
    try {
      return RawHttp.connect(URI.create("http://127.0.0.1:" + listener.getLocalPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket accept(ServerSocket listener) {
    try {
      return listener.accept();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
