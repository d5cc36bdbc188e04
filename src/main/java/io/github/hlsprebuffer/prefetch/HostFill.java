package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.StorageVerdict;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A fill that the host application writes while it answers one viewer. Used by one thread at a
 * time; to be completed or aborted in every case.
 */
public final class HostFill {
  private final LoaderParts parts;
  private final Fill fill;
  private final HttpFields requestFields;
  private @Nullable ResponseHead head;
  private @Nullable StorageVerdict verdict;
  private boolean over;

  HostFill(LoaderParts parts, Fill fill, HttpFields requestFields) {
    this.parts = parts;
    this.fill = fill;
    this.requestFields = requestFields;
  }

  /**
   * Status and fields are known.
   *
   * @return whether the body is wanted; if not, the fill is over
   */
  public boolean begin(ResponseHead response) {
    StorageVerdict judged = parts.keeper().judge(fill.key(), requestFields, response);
    if (over || !judged.storable()) {
      parts.keeper().countObstacle(judged, 0);
      abort("The host's answer is for one viewer only");
      return false;
    }
    head = response;
    verdict = judged;
    fill.begin(response, /* isShareable= */ true, judged.selecting());
    return true;
  }

  /** The next bytes of the body. */
  public void append(byte[] bytes, int offset, int length) {
    if (!over && !fill.append(ByteBuffer.wrap(bytes, offset, length))) {
      leaveTable();
    }
    if (!over && (fill.hasOutgrown() || fill.isCrowdedOut())) {
      // The host cannot be held back to the pace of those who read along, so all of it would pile
      // up for the slowest of them.
      abort("Too large to be shared");
    }
  }

  /** The host has written the whole body. */
  public void complete() {
    ResponseHead response = head;
    StorageVerdict judged = verdict;
    if (over) {
      return;
    }
    if (response == null || judged == null) {
      abort("The host's answer never began");
      return;
    }
    fill.complete();
    if (fill.isKeptWhole()) {
      over = true;
      parts
          .keeper()
          .keep(fill, judged, response, parts.keeper().now(), stored -> parts.fills().remove(fill));
    } else {
      parts.keeper().countObstacle(judged, fill.received());
      leaveTable();
    }
  }

  /** The host's answer is not for others, or did not come to its end. */
  public void abort(String why) {
    if (!over) {
      fill.fail(new FillException(Reason.NOT_SHAREABLE, why));
      leaveTable();
    }
  }

  /** Whether other viewers are reading. */
  public boolean isRead() {
    return fill.isRead();
  }

  private void leaveTable() {
    over = true;
    parts.fills().remove(fill);
  }
}
