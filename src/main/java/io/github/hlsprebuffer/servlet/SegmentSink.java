package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.prefetch.HostFill;
import java.util.function.Consumer;

/** Feeds a segment that the host application answers into a fill. */
record SegmentSink(HostFill fill, Consumer<ResponseHead> onHead) implements BodySink {
  @Override
  public boolean heedsLateFields() {
    return true;
  }

  @Override
  public boolean begin(ResponseHead head) {
    onHead.accept(head);
    return fill.begin(head);
  }

  @Override
  public void bytes(byte[] array, int offset, int length) {
    fill.append(array, offset, length);
  }

  @Override
  public void end() {
    fill.complete();
  }

  @Override
  public void abort(String why) {
    fill.abort(why);
  }

  @Override
  public boolean isNeeded() {
    return fill.isRead();
  }
}
