package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.MediaTypes;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One viewer's request for what may be a playlist. It sees to it that the registry learns of it,
 * whether the playlist passes, was kept, or was on its way to another viewer.
 */
final class PlaylistVisit implements PlaylistObserver {
  private static final Logger log = LoggerFactory.getLogger(PlaylistVisit.class);

  private final FilterContext context;
  private final ResourceRequest resource;
  private final String clientUri;
  private final ViewerMapping mapping;
  private final String viewer;
  // Set by the thread that brings the playlist, before its last byte can be read.
  private volatile boolean passed;

  PlaylistVisit(
      FilterContext context,
      ResourceRequest resource,
      String clientUri,
      ViewerMapping mapping,
      String viewer) {
    this.context = context;
    this.resource = resource;
    this.clientUri = clientUri;
    this.mapping = mapping;
    this.viewer = viewer;
  }

  /** Whether the response is a playlist, by the request's name or by its own type. */
  boolean isOf(ResponseHead head) {
    return resource.kind() == Kind.PLAYLIST || MediaTypes.isPlaylistType(head.mediaType());
  }

  @Override
  public HeuristicFreshness onPlaylist(byte[] body) {
    passed = true;
    return context.registry().registerPlaylist(resource.key(), clientUri, body, mapping, viewer);
  }

  /** The answer comes from a fill: the viewer's own, or one that another request began. */
  void answeredFrom(Fill fill) {
    if (passed) {
      return;
    }
    try {
      if (!context.registry().choosePlaylist(resource.key(), viewer)) {
        // Begun by one whom this registry does not know, such as another application.
        List<byte[]> body = readable(fill);
        if (body != null) {
          registerAgain(body, fill.received());
        }
      }
    } catch (RuntimeException e) {
      context.metrics().count(Counter.INTERNAL_FAILURES);
      log.warn("Playlist {} passes unread", clientUri, e);
    }
  }

  private @Nullable List<byte[]> readable(Fill fill) {
    ResponseHead head = fill.head();
    boolean isReadable =
        head != null
            && head.status() == HttpServletResponse.SC_OK
            && !head.isEncoded()
            && fill.received() <= context.config().maxPlaylistBytes();
    return isReadable ? fill.wholeBlocks() : null;
  }

  private void registerAgain(List<byte[]> blocks, long lengthBytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] block : blocks) {
      bytes.write(block, 0, (int) Math.min(block.length, lengthBytes - bytes.size()));
    }
    onPlaylist(bytes.toByteArray());
  }

  /** The answer comes from the store. */
  void answeredFrom(StoredResource stored) {
    try {
      if (!context.registry().choosePlaylist(resource.key(), viewer)) {
        registerAgain(stored);
      }
    } catch (RuntimeException e) {
      context.metrics().count(Counter.INTERNAL_FAILURES);
      log.warn("Stored playlist {} is served unread", clientUri, e);
    }
  }

  /**
   * Those who watch it may have come to it by another partition, or so long ago that it is
   * forgotten. Of a multivariant playlist nothing is remembered but what it names.
   */
  private void registerAgain(StoredResource stored) {
    List<Slice> body = stored.readAll();
    if (body != null) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      body.forEach(slice -> bytes.write(slice.array(), slice.offset(), slice.length()));
      onPlaylist(bytes.toByteArray());
    }
  }
}
