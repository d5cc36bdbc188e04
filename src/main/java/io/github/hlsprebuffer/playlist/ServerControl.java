package io.github.hlsprebuffer.playlist;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a server offers to the clients of a live playlist (EXT-X-SERVER-CONTROL, RFC 8216bis
 * §4.4.3.8).
 *
 * @param canSkipUntil the skip boundary of playlist delta updates, or null when there are none
 * @param canSkipDateRanges whether delta updates may leave out old date ranges too
 * @param holdBack how far from the end a client should play, or null
 * @param partHoldBack the same in low-latency mode, or null
 * @param canBlockReload whether the server holds a request until the playlist has what it asks for
 */
public record ServerControl(
    @Nullable Duration canSkipUntil,
    boolean canSkipDateRanges,
    @Nullable Duration holdBack,
    @Nullable Duration partHoldBack,
    boolean canBlockReload) {

  /** What a server offers that sends no EXT-X-SERVER-CONTROL. */
  public static final ServerControl NONE = new ServerControl(null, false, null, null, false);
}
