package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.BodyFraming;
import io.github.hlsprebuffer.testing.RawBody;
import io.github.hlsprebuffer.testing.RawHead;
import io.github.hlsprebuffer.testing.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of a random run on one connection after the other and compares every byte that
 * comes back. Confined to one thread.
 */
final class RandomViewer implements AutoCloseable {
  private static final int PIECE_BYTES = 64 << 10;

  private final RandomServer server;
  private final RandomTally tally;
  private @Nullable RawHttp connection;
  private String before = "nothing";

  RandomViewer(RandomServer server, RandomTally tally) {
    this.server = server;
    this.tally = tally;
  }

  void ask(RandomRequest request) throws IOException {
    RawHttp client = connection == null ? RawHttp.connect(server.uri()) : connection;
    connection = client;
    request.send(client, server.targets().apply(request.resource().path()));
    RawHead head = head(client);
    before = request + " -> " + head;
    tally.requests.increment();
    boolean stays = new Reading(request, client, head).read();
    if (!stays
        || head.headers().first("Connection").filter("close"::equalsIgnoreCase).isPresent()) {
      close();
    }
  }

  private RawHead head(RawHttp client) throws IOException {
    try {
      return client.readHead();
    } catch (IOException e) {
      throw new IOException("after " + before, e);
    }
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
      before = "nothing";
    }
  }

  /** One answer on its way. */
  private final class Reading {
    private final RandomRequest request;
    private final RandomResource resource;
    private final RawHttp client;
    private final RawHead head;
    private final RawBody body;

    Reading(RandomRequest request, RawHttp client, RawHead head) {
      this.request = request;
      this.resource = request.resource();
      this.client = client;
      this.head = head;
      this.body = client.bodyOf(head);
    }

    /** Whether the connection can carry another request. */
    boolean read() throws IOException {
      // What cannot be resumed may have lost its rest before any of it was sent.
      if (mayBreak() && server.errors().contains(head.status())) {
        tally.errors.increment();
        body.readAll();
        return body.isComplete();
      }
      boolean isWhole = head.status() == 200 && request.mayBeWhole();
      assertThat(head.status()).isEqualTo(isWhole ? 200 : request.status());
      return switch (head.status()) {
        case 200 -> request.isHead() ? fieldsOfTheWhole() : whole();
        case 206 -> part();
        case 416 -> unsatisfiable();
        default -> bodiless();
      };
    }

    private boolean mayBreak() {
      return resource.isFrail() || !resource.isResumable();
    }

    private boolean fieldsOfTheWhole() throws IOException {
      assertLength(resource.lengthBytes());
      return bodiless();
    }

    private boolean whole() throws IOException {
      assertThat(head.headers().contains("Content-Range")).as("Content-Range").isFalse();
      assertLength(resource.lengthBytes());
      tally.wholes.increment();
      return content(0, resource.lengthBytes());
    }

    private boolean part() throws IOException {
      long length = request.last() - request.first() + 1;
      assertThat(head.headers().all("Content-Range"))
          .containsExactly(
              "bytes %d-%d/%d".formatted(request.first(), request.last(), resource.lengthBytes()));
      if (!(server.isRelay() && resource.isChunked())) {
        assertThat(head.headers().all("Content-Length")).containsExactly(Long.toString(length));
      }
      tally.parts.increment();
      return content(request.first(), length);
    }

    private boolean unsatisfiable() throws IOException {
      assertThat(head.headers().all("Content-Range"))
          .containsExactly("bytes */" + resource.lengthBytes());
      body.readAll();
      tally.bodiless.increment();
      return body.isComplete();
    }

    private boolean bodiless() throws IOException {
      assertThat(body.readAll()).isEmpty();
      tally.bodiless.increment();
      // The application may fail later, at a body that it writes although nobody sees it.
      return !(server.isRelay() && resource.isFrail());
    }

    private void assertLength(long length) {
      if (!resource.isChunked() || head.headers().contains("Content-Length")) {
        assertThat(head.headers().all("Content-Length")).containsExactly(Long.toString(length));
      }
    }

    private boolean content(long first, long length) throws IOException {
      int leave = request.leavesAfterBytes();
      long read = 0;
      while (body.ending() == RawBody.Ending.OPEN) {
        if (leave >= 0 && read >= leave) {
          leave();
          return false;
        }
        int wanted = leave < 0 ? PIECE_BYTES : (int) Math.min(PIECE_BYTES, leave - read);
        byte[] piece = body.read(wanted);
        int wrong = resource.pattern().mismatch(first + read, piece);
        if (wrong >= 0 && isPageOfTheContainer(piece, wrong)) {
          tally.brokenOff.increment();
          return false;
        }
        assertThat(wrong).as("wrong byte after %d of %d", read, length).isEqualTo(-1);
        read += piece.length;
      }
      tally.bytes.add(read);
      boolean saysItIsWhole = body.isComplete() && !isEndedByTheContainer(read, length);
      return saysItIsWhole ? isWhole(read, length) : brokeOff(read, length);
    }

    /** Its first bytes may be what the body has there, too. */
    private boolean isPageOfTheContainer(byte[] piece, int wrong) {
      return Container.underTest().writesPagesIntoFailedAnswers()
          && server.isRelay()
          && mayBreak()
          && new String(piece, StandardCharsets.ISO_8859_1)
                  .indexOf("Error 500", Math.max(0, wrong - 3))
              >= 0;
    }

    /** The application has failed, and no filter knows what the container does then. */
    private boolean isEndedByTheContainer(long read, long length) {
      return Container.underTest().endsWhatHasFailed()
          && server.isRelay()
          && mayBreak()
          && body.framing() == BodyFraming.CHUNKED
          && read < length;
    }

    private void leave() throws IOException {
      tally.left.increment();
      if (request.leavesAfterBytes() % 2 == 0) {
        client.reset();
      }
    }

    private static boolean isWhole(long read, long length) {
      assertThat(read).as("length of a body that was complete").isEqualTo(length);
      return true;
    }

    private boolean brokeOff(long read, long length) {
      if (!(server.isRelay() && Container.underTest().leavesFailedAnswersOpen())) {
        assertThat(body.ending()).isNotEqualTo(RawBody.Ending.TIMED_OUT);
      }
      assertThat(mayBreak())
          .as("%s after %d of %d bytes although nothing failed", body.ending(), read, length)
          .isTrue();
      assertThat(read).isLessThan(length);
      tally.brokenOff.increment();
      return false;
    }
  }
}
