package io.github.hlsprebuffer.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** The body of a response, read piece by piece, and how it ended. Confined to one thread. */
public final class RawBody {

  /** How far a body has got. */
  public enum Ending {
    /** More is expected. */
    OPEN,
    /** The framing is satisfied, or a body without framing was ended by a close. */
    COMPLETE,
    /** The connection was closed before the framing was satisfied. */
    CLOSED_EARLY,
    /** The connection was reset. */
    RESET,
    /** Nothing came within the client's timeout; reading can be tried again. */
    TIMED_OUT
  }

  private final InputStream in;
  private final BodyFraming framing;
  private long leftBytes;
  private Ending ending = Ending.OPEN;

  RawBody(InputStream in, BodyFraming framing, long lengthBytes) {
    this.in = in;
    this.framing = framing;
    this.leftBytes = lengthBytes;
    endWhenLengthIsReached();
  }

  /** Returns how the end of this body is marked. */
  public BodyFraming framing() {
    return framing;
  }

  /** Returns how far this body has got. */
  public Ending ending() {
    return ending;
  }

  /** Tells whether the whole body has been read. */
  public boolean isComplete() {
    return ending == Ending.COMPLETE;
  }

  /** Reads all that is left; the ending tells whether that was the whole. */
  public byte[] readAll() throws IOException {
    return read(Integer.MAX_VALUE);
  }

  /** Reads so many bytes; fewer only where the body ends. */
  public byte[] read(int maxBytes) throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    ending = ending == Ending.TIMED_OUT ? Ending.OPEN : ending;
    try {
      while (ending == Ending.OPEN && sink.size() < maxBytes) {
        readSome(sink, maxBytes - sink.size());
      }
    } catch (SocketTimeoutException e) {
      ending = Ending.TIMED_OUT;
    } catch (SocketException e) {
      ending = Ending.RESET;
    } catch (EOFException e) {
      ending = Ending.CLOSED_EARLY;
    }
    return sink.toByteArray();
  }

  private void readSome(ByteArrayOutputStream sink, int maxBytes) throws IOException {
    switch (framing) {
      case LENGTH -> readFramed(sink, maxBytes);
      case CHUNKED -> readChunk(sink, maxBytes);
      case UNTIL_CLOSE, NONE -> readUntilClose(sink, maxBytes);
    }
    endWhenLengthIsReached();
  }

  private void readFramed(ByteArrayOutputStream sink, long maxBytes) throws IOException {
    byte[] piece = new byte[(int) Math.min(Math.min(leftBytes, maxBytes), 1 << 16)];
    int count = in.read(piece);
    if (count < 0) {
      throw new EOFException();
    }
    sink.write(piece, 0, count);
    leftBytes -= count;
  }

  private void readChunk(ByteArrayOutputStream sink, int maxBytes) throws IOException {
    if (leftBytes == 0 && !beginChunk()) {
      ending = Ending.COMPLETE;
      return;
    }
    readFramed(sink, maxBytes);
    if (leftBytes == 0) {
      String unused = Wire.readLine(in);
    }
  }

  private boolean beginChunk() throws IOException {
    String size = Wire.readLine(in).replaceFirst(";.*", "").strip();
    leftBytes = Long.parseLong(size, 16);
    if (leftBytes == 0) {
      HeaderList unusedTrailers = Wire.readFields(in);
    }
    return leftBytes > 0;
  }

  private void readUntilClose(ByteArrayOutputStream sink, int maxBytes) throws IOException {
    byte[] piece = new byte[Math.min(maxBytes, 1 << 16)];
    int count = in.read(piece);
    if (count < 0) {
      ending = Ending.COMPLETE;
      return;
    }
    sink.write(piece, 0, count);
  }

  private void endWhenLengthIsReached() {
    boolean reached = framing == BodyFraming.LENGTH && leftBytes == 0;
    if (reached || framing == BodyFraming.NONE) {
      ending = Ending.COMPLETE;
    }
  }
}
