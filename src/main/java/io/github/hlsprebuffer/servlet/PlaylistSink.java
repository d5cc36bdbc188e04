package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.http.MediaTypes;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.prefetch.PlaylistBuffer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a playlist that the host application answers, if it turns out to be one. */
final class PlaylistSink implements BodySink {
  private final boolean byName;
  private final int maxBytes;
  private final FillMemory memory;
  private final Consumer<byte[]> observer;
  private @Nullable PlaylistBuffer buffer;
  private boolean gzipped;

  /**
   * A sink.
   *
   * @param byName whether the request's name says that it is a playlist; else the type decides
   * @param memory of which the collected playlist takes its part
   */
  PlaylistSink(boolean byName, int maxBytes, FillMemory memory, Consumer<byte[]> observer) {
    this.byName = byName;
    this.maxBytes = maxBytes;
    this.memory = memory;
    this.observer = observer;
  }

  @Override
  public boolean mayWant(int status, @Nullable String mediaType) {
    boolean byType =
        mediaType != null && MediaTypes.isPlaylistType(ResponseHead.mediaType(mediaType));
    return status == HttpServletResponse.SC_OK && (byName || byType);
  }

  @Override
  public boolean begin(ResponseHead head) {
    String encoding = head.fields().first("content-encoding");
    gzipped = encoding != null && encoding.trim().equalsIgnoreCase("gzip");
    boolean readable = head.status() == 200 && (gzipped || !head.isEncoded());
    if (readable && (byName || MediaTypes.isPlaylistType(head.mediaType()))) {
      buffer = new PlaylistBuffer(maxBytes, memory);
    }
    return buffer != null;
  }

  @Override
  public void bytes(byte[] array, int offset, int length) {
    if (buffer != null && !buffer.append(ByteBuffer.wrap(array, offset, length))) {
      forget();
    }
  }

  @Override
  public void end() {
    PlaylistBuffer whole = buffer;
    forget();
    if (whole != null) {
      byte[] body = gzipped ? unzipped(whole.bytes()) : whole.bytes();
      // What was cut at the limit would pass for a shorter playlist.
      if (body.length <= maxBytes) {
        observer.accept(body);
      }
    }
  }

  @Override
  public void abort(String why) {
    forget();
  }

  private void forget() {
    PlaylistBuffer collected = buffer;
    buffer = null;
    if (collected != null) {
      collected.close();
    }
  }

  @Override
  public boolean isNeeded() {
    return false;
  }

  /** What cannot be unzipped is handed on as it is, to be counted as unreadable. */
  private byte[] unzipped(byte[] zipped) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return in.readNBytes(maxBytes + 1);
    } catch (IOException e) {
      return zipped;
    }
  }
}
