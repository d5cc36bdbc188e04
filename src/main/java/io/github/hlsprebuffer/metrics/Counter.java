package io.github.hlsprebuffer.metrics;

/** What is counted, since start or the last reset. */
public enum Counter {
  /** Requests answered from the store. */
  HITS("hits"),
  /** Requests that joined a fetch under way. */
  JOINS("joins"),
  /** Requests for which a fetch, or the host application, was started. */
  MISSES("misses"),
  /** Requests that passed through by their nature, such as ranges nobody named. */
  BYPASSES("bypasses"),
  /** Body bytes sent from the store. */
  BYTES_FROM_STORE("bytesFromStore"),
  /** Media playlists read and registered. */
  PLAYLISTS_REGISTERED("playlistsRegistered"),
  /** Multivariant playlists recognised. */
  MULTIVARIANT_PLAYLISTS("multivariantPlaylists"),
  /** Playlists that could not be read and passed through as they were. */
  PLAYLISTS_UNREADABLE("playlistsUnreadable"),
  /** Requests for playlists that no viewer made. */
  PLAYLISTS_PREFETCHED("playlistsPrefetched"),
  /** Prefetches sent to an origin. */
  PREFETCHES_TRIGGERED("prefetchesTriggered"),
  /** Segments prefetched whole and stored. */
  SEGMENTS_PREBUFFERED("segmentsPrebuffered"),
  /** Their bytes. */
  BYTES_PREBUFFERED("bytesPrebuffered"),
  /** Prefetched resources that a viewer then asked for. */
  PREFETCHES_USEFUL("prefetchesUseful"),
  /** Prefetches still under way when a viewer asked. */
  PREFETCHES_LATE("prefetchesLate"),
  /** Prefetched resources dropped before anybody asked. */
  PREFETCHES_WASTED("prefetchesWasted"),
  /** Bytes of those. */
  BYTES_WASTED("bytesWasted"),
  /** Prefetches that failed for good. */
  PREFETCHES_FAILED("prefetchesFailed"),
  /** Prefetches ended because nobody wanted them any more. */
  PREFETCHES_CANCELLED("prefetchesCancelled"),
  /** Times that prefetching was held back for lack of memory. */
  PREFETCHES_HELD_FOR_MEMORY("prefetchesHeldForMemory"),
  /** Times that the cache was cut back in an emergency. */
  EMERGENCY_CUTS("emergencyCuts"),
  /** Responses not stored because the origin or host forbids it. */
  NOT_STORED_FORBIDDEN("notStoredForbidden"),
  /** Responses not stored because they were too large. */
  NOT_STORED_TOO_LARGE("notStoredTooLarge"),
  /** Requests to origins that failed. */
  ORIGIN_FAILURES("originFailures"),
  /** Times that an origin was taken to be down. */
  ORIGIN_OUTAGES("originOutages"),
  /** Responses by which origins said that they are overloaded, and time-outs. */
  ORIGIN_OVERLOADS("originOverloads"),
  /** Stored responses of which a block was gone and was fetched again. */
  BLOCKS_REFETCHED("blocksRefetched"),
  /** Failures inside this filter; the request went its ordinary way. */
  INTERNAL_FAILURES("internalFailures");

  private final String statisticName;

  Counter(String statisticName) {
    this.statisticName = statisticName;
  }

  /** Whether only the engine as a whole knows it, and not which application it is to do with. */
  public boolean isOfEngine() {
    return switch (this) {
      case PREFETCHES_USEFUL,
          PREFETCHES_WASTED,
          BYTES_WASTED,
          PREFETCHES_HELD_FOR_MEMORY,
          EMERGENCY_CUTS,
          ORIGIN_OUTAGES,
          ORIGIN_OVERLOADS ->
          true;
      default -> false;
    };
  }

  /** Name in statistics. */
  public String statisticName() {
    return statisticName;
  }
}
