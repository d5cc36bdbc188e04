package io.github.hlsprebuffer.fetch;

import io.github.hlsprebuffer.http.ResponseHead;
import java.nio.ByteBuffer;

/**
 * Takes a response as it arrives: one head, any number of data, then either completion or failure.
 * Failure alone may come at any time, and is the last call. Calls for one fetch never overlap, and
 * must not block.
 */
public interface FetchListener {
  /** Status and end-to-end fields. */
  void onHead(Fetch fetch, ResponseHead head);

  /** The next bytes; valid during the call. */
  void onData(Fetch fetch, ByteBuffer data);

  /** The body is whole, as far as its framing tells. */
  void onComplete(Fetch fetch);

  /** There will be no more. */
  void onFailure(Fetch fetch, FetchException cause);
}
