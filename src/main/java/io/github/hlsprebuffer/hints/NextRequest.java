package io.github.hlsprebuffer.hints;

import io.github.hlsprebuffer.http.RangeField;
import org.jspecify.annotations.Nullable;

/**
 * A request that somebody expects to follow. It is a guess of an outsider, which may be wrong or
 * ill-meant: whoever acts on it decides first whether the viewer may have the resource at all.
 *
 * @param reference URI reference, to be resolved against the URI of the request that was made or
 *     answered; empty for that same resource; at most {@value #MAX_REFERENCE_CHARS} characters, no
 *     control characters, but otherwise as sent: it may need encoding
 * @param range the part wanted; null for the whole
 */
public record NextRequest(String reference, @Nullable RangeField range) {
  /** How many are taken from one message. */
  public static final int MAX_REQUESTS = 8;

  /** A longer reference is ignored. */
  public static final int MAX_REFERENCE_CHARS = 2048;
}
