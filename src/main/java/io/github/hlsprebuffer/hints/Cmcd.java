package io.github.hlsprebuffer.hints;

import io.github.hlsprebuffer.http.HttpFields;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a player says about itself and its request: Common Media Client Data, CTA-5004 (version 1)
 * and CTA-5004-B (version 2). Nothing of it is to be trusted. Where version 2 has a list with a
 * value for each type of object, this is the one for the type asked for, or else the first.
 * Immutable.
 *
 * @param sessionId {@code sid}: the playback session, 1 to {@value #MAX_ID_CHARS} characters
 * @param contentId {@code cid}: the content, 1 to {@value #MAX_ID_CHARS} characters
 * @param nextRequests {@code nor} and {@code nrr}: at most {@link NextRequest#MAX_REQUESTS}; each
 *     reference is a path, never with scheme or server
 * @param bufferLength {@code bl}: media buffered, up to a day
 * @param deadline {@code dl}: until when, from the request on, the first sample must be there, up
 *     to a day
 * @param startup {@code su}: needed urgently for start, seek or recovery
 * @param bufferStarved {@code bs}: playback stalled since the request before
 * @param playbackRate {@code pr}: 1 for real time and where unknown, 0 while not playing, negative
 *     backwards
 * @param objectType {@code ot}
 * @param streamType {@code st}
 * @param streamingFormat {@code sf}
 * @param objectDuration {@code d}: of what is asked for, up to a day
 * @param encodedBitrateKbps {@code br}
 * @param topBitrateKbps {@code tb}: highest that the player may choose
 * @param requestedThroughputKbps {@code rtp}: faster than this need not be delivered
 */
public record Cmcd(
    @Nullable String sessionId,
    @Nullable String contentId,
    List<NextRequest> nextRequests,
    @Nullable Duration bufferLength,
    @Nullable Duration deadline,
    boolean startup,
    boolean bufferStarved,
    double playbackRate,
    @Nullable ObjectType objectType,
    @Nullable StreamType streamType,
    @Nullable StreamingFormat streamingFormat,
    @Nullable Duration objectDuration,
    OptionalLong encodedBitrateKbps,
    OptionalLong topBitrateKbps,
    OptionalLong requestedThroughputKbps) {

  /** Longer data, as sent, is ignored. */
  public static final int MAX_CHARS = 8192;

  /** A longer {@code sid} or {@code cid} is ignored. */
  public static final int MAX_ID_CHARS = 64;

  /** Nothing said. */
  public static final Cmcd NONE = CmcdReader.read("");

  /** Copies the list. */
  public Cmcd {
    nextRequests = List.copyOf(nextRequests);
  }

  /**
   * Reads the data of a request; {@link #NONE} where there is none. What is malformed is skipped.
   *
   * @param query raw query of the request, or null
   */
  public static Cmcd of(HttpFields fields, @Nullable String query) {
    // CTA-5004-B §6: if there is a header field, the query argument must be ignored.
    String headers = CmcdSource.headers(fields);
    String data = headers != null ? headers : CmcdSource.argument(query);
    return data == null || data.isEmpty() || data.length() > MAX_CHARS
        ? NONE
        : CmcdReader.read(data);
  }
}
