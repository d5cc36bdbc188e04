package io.github.hlsprebuffer.config;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The settings an operator can give, with default, expected form and meaning.
 *
 * <p>Each is read from the system property {@code hlsprebuffer.NAME}, the environment variable
 * {@code HLSPREBUFFER_NAME} (upper snake case), the context parameter {@code hlsprebuffer.NAME}, or
 * the filter's init parameter {@code NAME}; the first one that is present wins.
 */
public enum Setting {
  /** Where playlists and segments come from; absent: the host application answers. */
  ORIGIN(
      "origin",
      "",
      Form.ORIGIN,
      "Server to fetch from. Absent: the filter works in front of the host application."
          + " A path such as `/media` means that path of this same web application."),
  /** Kill switch. */
  ENABLED(
      "enabled",
      "true",
      Form.BOOLEAN,
      "`false`: nothing is kept or prefetched; requests pass through."),
  /** The window ahead of each playhead. */
  PREBUFFER_SEGMENTS(
      "prebufferSegments",
      "5",
      "a whole number from 0 to 100",
      "How many segments are fetched ahead of each viewer; up to four times as many where the"
          + " origin is slower than they play, half where most are not asked for. `0`: none, only"
          + " caching."),
  /** Whether a VOD playlist alone starts prefetching. */
  PREFETCH_ON_PLAYLIST(
      "prefetchOnPlaylist",
      "false",
      Form.BOOLEAN,
      "Fetch the first segments of a complete (VOD) playlist before a player asks for one."),
  /** Whether a multivariant playlist alone starts prefetching. */
  FAST_START(
      "fastStart",
      "false",
      Form.BOOLEAN,
      "Fetch the media playlist, initialization section and segment that a player will most likely"
          + " begin with as soon as it gets a multivariant playlist."),
  /** Whether watched live playlists are read again without being asked for. */
  FOLLOW_LIVE(
      "followLive",
      "false",
      Form.BOOLEAN,
      "Origin mode: read live playlists that are watched again as one player would, so that a new"
          + " segment is fetched before the first player knows of it."),
  /** Whether decryption keys are fetched ahead and kept. */
  PREFETCH_KEYS(
      "prefetchKeys",
      "false",
      Form.BOOLEAN,
      "Fetch the decryption keys that playlists name (`EXT-X-KEY`) ahead, and keep them like segments."),
  /** Freshness lifetime of segments about which the origin says nothing. */
  SEGMENT_TTL(
      "segmentTtl",
      "300s",
      Form.DURATION,
      "How long a segment is kept when its response names no freshness lifetime."),
  /** After how long without a request a viewer is forgotten. */
  INACTIVITY_TIMEOUT(
      "inactivityTimeout",
      "60s",
      Form.DURATION,
      "Prefetching for a viewer stops after this long without a segment request;"
          + " the next request starts it again."),
  /** Size of the heap tier. */
  HEAP_SIZE("heapSize", "64MB", Form.SIZE, "Heap tier of the cache."),
  /** Size of the off-heap tier. */
  OFF_HEAP_SIZE(
      "offHeapSize",
      "512MB",
      Form.SIZE,
      "Off-heap tier of the cache; needs `-XX:MaxDirectMemorySize` above it. `0`: none."),
  /** Largest response that is kept. */
  MAX_SEGMENT_SIZE(
      "maxSegmentSize",
      "64MB",
      Form.SIZE,
      "Largest segment that is kept; a larger one passes through."),
  /** Largest playlist that is read. */
  MAX_PLAYLIST_SIZE(
      "maxPlaylistSize",
      "8MB",
      "a size such as 512KB or 8MB, at most 1GB",
      "Largest playlist that is read; a larger one passes through unread."),
  /** Where prefetching stops. */
  MAX_MEMORY_PERCENT(
      "maxMemoryPercent",
      "80",
      Form.PERCENT,
      "Fill level of cache or Java heap above which nothing is prefetched;"
          + " watched segments make room first."),
  /** Where the cache is cut back. */
  EMERGENCY_THRESHOLD(
      "emergencyThreshold",
      "90",
      Form.PERCENT,
      "Fill level of cache or Java heap above which the cache is cut back."),
  /** Prefetches at once, over all origins. */
  MAX_CONCURRENT_FETCHES(
      "maxConcurrentFetches",
      "128",
      "a whole number from 1 to 10000",
      "Fetches at once above which no further prefetch starts."),
  /** Prefetches at once, for one origin. */
  MAX_CONCURRENT_FETCHES_PER_ORIGIN(
      "maxConcurrentFetchesPerOrigin",
      "64",
      "a whole number from 1 to 10000",
      "The same for one origin, at most: the filter begins with 40 and finds out what the origin"
          + " bears. A quarter is kept free for players' own requests."),
  /** Byte ranges at once, for one segment. */
  PARALLEL_RANGES(
      "parallelRanges",
      "6",
      "a whole number from 1 to 8",
      "In how many byte ranges at once a segment is fetched that a player waits for, where the"
          + " origin is far away or gives each connection little. 1: in one, which is not asked for"
          + " a second time either where nothing comes of it."),
  /** Query parameters that do not tell resources apart. */
  IGNORE_QUERY_PARAMS(
      "ignoreQueryParams",
      "",
      "names separated by commas, `@tokens` for the usual tokens among them, or none",
      "Query parameters left out of the cache key, such as tokens: viewers with different values"
          + " then share what is stored. See [Tokens](#tokens-in-urls)."),
  /** Request headers that reach the origin. */
  FORWARD_HEADERS(
      "forwardHeaders",
      "",
      Form.HEADERS,
      "Origin mode: request headers sent on to the origin. Viewers share what is stored only where"
          + " all of these are equal."),
  /** Request headers that separate viewers. */
  PARTITION_HEADERS(
      "partitionHeaders",
      "Authorization, Cookie",
      Form.HEADERS,
      "Host mode: viewers who differ in one of these headers, or whom the container knows as"
          + " different users, share only what the host marks `Cache-Control: public`. `none`: all"
          + " viewers share."),
  /** What tells viewers apart. */
  VIEWER_IDENTITY(
      "viewerIdentity",
      "address",
      "address, session, or the name of a request header",
      "What tells viewers of one playlist apart where the player sends no CMCD session id:"
          + " `address` is client address and user agent, `session` the servlet session."),
  /** Whether the origin gets CMCD. */
  FORWARD_CMCD(
      "forwardCmcd",
      "false",
      Form.BOOLEAN,
      "Send the query argument `CMCD` on to the origin. It never tells resources apart."),
  /** Further origins that redirects may lead to. */
  ALLOWED_ORIGINS(
      "allowedOrigins",
      "",
      "origins separated by commas, each http(s)://host[:port]",
      "Further origins that a segment's redirect may lead to."),
  /** Whether names may stand for addresses of the operator's own network. */
  ALLOW_PRIVATE_ADDRESSES(
      "allowPrivateAddresses",
      "false",
      Form.BOOLEAN,
      "Let names in `allowedOrigins` lead to private addresses, such as this machine's or those of"
          + " its network. The host of `origin`, and an address that is written out, may be private"
          + " in any case."),
  /** How this server reaches itself. */
  LOOPBACK_BASE_URL(
      "loopbackBaseUrl",
      "",
      "an absolute URL http(s)://host[:port]",
      "How this server reaches itself. Absent: local address and port of the first request, by"
          + " https if its own connection has TLS, whatever a proxy in front says."),
  /** Limit on connecting. */
  CONNECT_TIMEOUT("connectTimeout", "3s", Form.DURATION, "Limit on connecting to the origin."),
  /** Limit on silence. */
  RESPONSE_TIMEOUT(
      "responseTimeout",
      "10s",
      Form.DURATION,
      "Longest silence of the origin before or within a response; 30 s more for a blocking playlist"
          + " reload.");

  /** Prefix of system properties and context parameters. */
  public static final String PROPERTY_PREFIX = "hlsprebuffer.";

  /** Prefix of environment variables. */
  public static final String ENVIRONMENT_PREFIX = "HLSPREBUFFER_";

  private final String settingName;
  private final String defaultText;
  private final String expected;
  private final String meaning;

  Setting(String settingName, String defaultText, String expected, String meaning) {
    this.settingName = settingName;
    this.defaultText = defaultText;
    this.expected = expected;
    this.meaning = meaning;
  }

  /**
   * Those of what has a life of its own and can be shared: of store, limits and timeouts. All
   * others are each filter's own.
   */
  public static Set<Setting> ofEngine() {
    return OfEngine.ALL;
  }

  /** The name, as an init parameter has it. */
  public String settingName() {
    return settingName;
  }

  /** The default as an operator would write it; empty: absent. */
  public String defaultText() {
    return defaultText;
  }

  /** The form a value must have, in words. */
  public String expected() {
    return expected;
  }

  /** What the setting does, one or two sentences in Markdown. */
  public String meaning() {
    return meaning;
  }

  /** The system property and context parameter. */
  public String propertyName() {
    return PROPERTY_PREFIX + settingName;
  }

  /** The environment variable. */
  public String environmentName() {
    return ENVIRONMENT_PREFIX
        + settingName.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }

  private static final class OfEngine {
    static final Set<Setting> ALL =
        Collections.unmodifiableSet(
            EnumSet.of(
                SEGMENT_TTL,
                HEAP_SIZE,
                OFF_HEAP_SIZE,
                MAX_SEGMENT_SIZE,
                MAX_PLAYLIST_SIZE,
                MAX_MEMORY_PERCENT,
                EMERGENCY_THRESHOLD,
                MAX_CONCURRENT_FETCHES,
                MAX_CONCURRENT_FETCHES_PER_ORIGIN,
                PARALLEL_RANGES,
                ALLOWED_ORIGINS,
                ALLOW_PRIVATE_ADDRESSES,
                CONNECT_TIMEOUT,
                RESPONSE_TIMEOUT));
  }

  private static final class Form {
    static final String BOOLEAN = "true or false";
    static final String DURATION = "a time above zero such as 500ms, 30s, 5m or 1h";
    static final String SIZE = "a size such as 512KB, 64MB or 2GB, at most 1024GB";
    static final String PERCENT = "a whole number from 1 to 100";
    static final String HEADERS = "names of request headers separated by commas, or none";
    static final String ORIGIN =
        "an absolute URL http(s)://host[:port][/path], or a path that starts with /";
  }
}
