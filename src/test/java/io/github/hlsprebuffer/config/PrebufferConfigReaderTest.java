package io.github.hlsprebuffer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PrebufferConfigReaderTest {
  private static final Map<String, String> NOTHING = Map.of();

  @Test
  void read_nothingGiven_isTheDefaults() {
    assertThat(new PrebufferConfigReader(List.of()).read())
        .isEqualTo(
            new PrebufferConfig(
                /* origin= */ null,
                /* enabled= */ true,
                /* prebufferSegments= */ 5,
                /* prefetchOnPlaylist= */ false,
                /* fastStart= */ false,
                /* followLive= */ false,
                /* prefetchKeys= */ false,
                /* segmentTtl= */ Duration.ofMinutes(5),
                /* inactivityTimeout= */ Duration.ofSeconds(60),
                /* heapSizeBytes= */ 64L << 20,
                /* offHeapSizeBytes= */ 512L << 20,
                /* maxSegmentBytes= */ 64L << 20,
                /* maxPlaylistBytes= */ 8 << 20,
                /* maxMemoryPercent= */ 80,
                /* emergencyThresholdPercent= */ 90,
                /* maxConcurrentFetches= */ 128,
                /* maxConcurrentFetchesPerOrigin= */ 64,
                /* parallelRanges= */ 6,
                /* ignoreQueryParams= */ Set.of(),
                /* forwardHeaders= */ Set.of(),
                /* partitionHeaders= */ Set.of("authorization", "cookie"),
                /* viewerIdentity= */ "address",
                /* forwardCmcd= */ false,
                /* allowedOrigins= */ Set.of(),
                /* allowPrivateAddresses= */ false,
                /* loopbackBaseUrl= */ null,
                /* connectTimeout= */ Duration.ofSeconds(3),
                /* responseTimeout= */ Duration.ofSeconds(10)));
  }

  @Test
  void read_everythingGiven_isWhatWasGiven() {
    Map<String, String> all =
        Map.ofEntries(
            Map.entry("origin", "https://cdn.example/live"),
            Map.entry("enabled", "false"),
            Map.entry("prebufferSegments", "7"),
            Map.entry("prefetchOnPlaylist", "true"),
            Map.entry("fastStart", "true"),
            Map.entry("followLive", "true"),
            Map.entry("prefetchKeys", "true"),
            Map.entry("segmentTtl", "2m"),
            Map.entry("inactivityTimeout", "90s"),
            Map.entry("heapSize", "16MB"),
            Map.entry("offHeapSize", "1GB"),
            Map.entry("maxSegmentSize", "512KB"),
            Map.entry("maxPlaylistSize", "100000"),
            Map.entry("maxMemoryPercent", "70"),
            Map.entry("emergencyThreshold", "71"),
            Map.entry("maxConcurrentFetches", "64"),
            Map.entry("maxConcurrentFetchesPerOrigin", "16"),
            Map.entry("parallelRanges", "8"),
            Map.entry("ignoreQueryParams", "token, CMCD"),
            Map.entry("forwardHeaders", "User-Agent,X-Tenant"),
            Map.entry("partitionHeaders", "none"),
            Map.entry("viewerIdentity", "X-Session"),
            Map.entry("forwardCmcd", "true"),
            Map.entry("allowedOrigins", "HTTPS://Edge.Example:443, http://b.example:8080/"),
            Map.entry("allowPrivateAddresses", "true"),
            Map.entry("loopbackBaseUrl", "http://127.0.0.1:8080/"),
            Map.entry("connectTimeout", "250ms"),
            Map.entry("responseTimeout", "1h"));

    assertThat(all.keySet()).hasSize(Setting.values().length);
    assertThat(readInitParams(all))
        .isEqualTo(
            new PrebufferConfig(
                /* origin= */ URI.create("https://cdn.example/live"),
                /* enabled= */ false,
                /* prebufferSegments= */ 7,
                /* prefetchOnPlaylist= */ true,
                /* fastStart= */ true,
                /* followLive= */ true,
                /* prefetchKeys= */ true,
                /* segmentTtl= */ Duration.ofMinutes(2),
                /* inactivityTimeout= */ Duration.ofSeconds(90),
                /* heapSizeBytes= */ 16L << 20,
                /* offHeapSizeBytes= */ 1L << 30,
                /* maxSegmentBytes= */ 512L << 10,
                /* maxPlaylistBytes= */ 100_000,
                /* maxMemoryPercent= */ 70,
                /* emergencyThresholdPercent= */ 71,
                /* maxConcurrentFetches= */ 64,
                /* maxConcurrentFetchesPerOrigin= */ 16,
                /* parallelRanges= */ 8,
                /* ignoreQueryParams= */ Set.of("token", "CMCD"),
                /* forwardHeaders= */ Set.of("user-agent", "x-tenant"),
                /* partitionHeaders= */ Set.of(),
                /* viewerIdentity= */ "X-Session",
                /* forwardCmcd= */ true,
                /* allowedOrigins= */ Set.of("https://edge.example", "http://b.example:8080"),
                /* allowPrivateAddresses= */ true,
                /* loopbackBaseUrl= */ URI.create("http://127.0.0.1:8080"),
                /* connectTimeout= */ Duration.ofMillis(250),
                /* responseTimeout= */ Duration.ofHours(1)));
  }

  @Test
  void isOriginMode_originGivenOrNot_saysWhich() {
    assertThat(readInitParams(Map.of("origin", "/media")).isOriginMode()).isTrue();
    assertThat(readInitParams(NOTHING).isOriginMode()).isFalse();
  }

  @Test
  void read_givenInSeveralPlaces_systemPropertyThenEnvironmentThenContextThenInitParamWins() {
    SettingSource property = SettingSource.systemProperties(property("prebufferSegments", "1"));
    SettingSource environment =
        SettingSource.environment(Map.of("HLSPREBUFFER_PREBUFFER_SEGMENTS", "2"));
    SettingSource context = SettingSource.contextParams(property("prebufferSegments", "3"));
    SettingSource init = SettingSource.initParams("f", Map.of("prebufferSegments", "4"));

    assertThat(prebufferSegments(property, environment, context, init)).isEqualTo(1);
    assertThat(prebufferSegments(environment, context, init)).isEqualTo(2);
    assertThat(prebufferSegments(context, init)).isEqualTo(3);
    assertThat(prebufferSegments(init)).isEqualTo(4);
    assertThat(prebufferSegments()).isEqualTo(5);
  }

  @Test
  void read_differentSettingsInDifferentPlaces_takesEachFromItsPlace() {
    PrebufferConfig config =
        new PrebufferConfigReader(
                List.of(
                    SettingSource.systemProperties(property("prebufferSegments", "1")),
                    SettingSource.environment(Map.of("HLSPREBUFFER_CONNECT_TIMEOUT", "9s")),
                    SettingSource.contextParams(property("segmentTtl", "8s")),
                    SettingSource.initParams("f", Map.of("maxMemoryPercent", "60"))))
            .read();

    assertThat(config.prebufferSegments()).isEqualTo(1);
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(config.segmentTtl()).isEqualTo(Duration.ofSeconds(8));
    assertThat(config.maxMemoryPercent()).isEqualTo(60);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void read_blankValue_countsAsAbsent(Setting setting) {
    SettingSource blank = SettingSource.systemProperties(Map.of(setting.propertyName(), " \t "));
    SettingSource empty = SettingSource.contextParams(Map.of(setting.propertyName(), ""));

    assertThat(new PrebufferConfigReader(List.of(blank, empty)).read())
        .isEqualTo(new PrebufferConfigReader(List.of()).read());
  }

  @Test
  void read_blankInStrongerPlace_fallsThroughToTheNextPlace() {
    assertThat(
            prebufferSegments(
                SettingSource.systemProperties(property("prebufferSegments", "")),
                SettingSource.initParams("f", Map.of("prebufferSegments", "9"))))
        .isEqualTo(9);
  }

  @Test
  void read_surroundingBlanks_areNoPartOfTheValue() {
    assertThat(readInitParams(Map.of("prebufferSegments", " 3 ")).prebufferSegments()).isEqualTo(3);
  }

  @Test
  void read_othersNames_areIgnoredWherePlacesAreShared() {
    List<SettingSource> sources =
        List.of(
            SettingSource.systemProperties(Map.of("java.home", "/x", "hlsprebufferx", "1")),
            SettingSource.environment(Map.of("PATH", "/bin", "hlsprebuffer_origin", "x")),
            SettingSource.contextParams(Map.of("origin", "not ours", "theme", "dark")));

    assertThat(new PrebufferConfigReader(sources).read())
        .isEqualTo(new PrebufferConfigReader(List.of()).read());
  }

  @ParameterizedTest
  @MethodSource("unknownNames")
  void read_unknownName_isRejectedWithNameValueAndKnownNames(
      SettingSource source, String name, String oneKnownName) {
    assertThatThrownBy(() -> new PrebufferConfigReader(List.of(source)).read())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(source.description())
        .hasMessageContainingAll(" " + name + " ", "'5'", "expected one of", oneKnownName);
  }

  static List<Object[]> unknownNames() {
    return List.of(
        new Object[] {
          SettingSource.systemProperties(Map.of("hlsprebuffer.prebufferSegment", "5")),
          "hlsprebuffer.prebufferSegment",
          "hlsprebuffer.prebufferSegments"
        },
        new Object[] {
          SettingSource.environment(Map.of("HLSPREBUFFER_PREBUFFERSEGMENTS", "5")),
          "HLSPREBUFFER_PREBUFFERSEGMENTS",
          "HLSPREBUFFER_PREBUFFER_SEGMENTS"
        },
        new Object[] {
          SettingSource.contextParams(Map.of("hlsprebuffer.prebuffersegments", "5")),
          "hlsprebuffer.prebuffersegments",
          "hlsprebuffer.prebufferSegments"
        },
        new Object[] {
          SettingSource.initParams("f", Map.of("hlsprebuffer.prebufferSegments", "5")),
          "hlsprebuffer.prebufferSegments",
          "prebufferSegments"
        });
  }

  @ParameterizedTest
  @MethodSource("malformedValues")
  void read_malformedValue_isRejectedWithPlaceNameValueAndExpectedForm(
      Setting setting, String value) {
    SettingSource source = SettingSource.contextParams(Map.of(setting.propertyName(), value));

    assertThatThrownBy(() -> new PrebufferConfigReader(List.of(source)).read())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Context parameter %s has the value '%s'; expected: %s.",
            setting.propertyName(), value.trim(), setting.expected());
  }

  static List<Object[]> malformedValues() {
    List<Object[]> table = new ArrayList<>();
    add(table, Setting.ORIGIN, "cdn.example", "ftp://h", "http://", "http://h/a b", "http://h?q=1");
    add(table, Setting.ORIGIN, "http://u:p@h/", "http://h/#f", "//h/path", "/p?q=1", "/p#f", "a/b");
    add(table, Setting.ENABLED, "yes", "1", "on", "truee");
    add(table, Setting.PREBUFFER_SEGMENTS, "-1", "101", "5.0", "five", "2147483648");
    add(table, Setting.PREFETCH_ON_PLAYLIST, "no", "0");
    add(table, Setting.FAST_START, "yes", "1");
    add(table, Setting.FOLLOW_LIVE, "yes", "1");
    add(table, Setting.PREFETCH_KEYS, "yes", "1");
    for (Setting duration :
        List.of(
            Setting.SEGMENT_TTL,
            Setting.INACTIVITY_TIMEOUT,
            Setting.CONNECT_TIMEOUT,
            Setting.RESPONSE_TIMEOUT)) {
      add(table, duration, "0s", "-5s", "300", "s", "5 minutes", "1d", "1.5s", "PT5S");
      add(table, duration, "9223372036854775807h", "99999999999999999999s", "876001h");
    }
    for (Setting size :
        List.of(Setting.HEAP_SIZE, Setting.OFF_HEAP_SIZE, Setting.MAX_SEGMENT_SIZE)) {
      add(table, size, "-1MB", "MB", "64MiB", "1.5GB", "64 M B", "lots", "1025GB");
      add(table, size, "9223372036854775807GB", "99999999999999999999");
    }
    add(table, Setting.MAX_PLAYLIST_SIZE, "-1", "2GB", "9223372036854775807KB", "8M");
    for (Setting percent : List.of(Setting.MAX_MEMORY_PERCENT, Setting.EMERGENCY_THRESHOLD)) {
      add(table, percent, "0", "101", "80%", "-80");
    }
    for (Setting limit :
        List.of(Setting.MAX_CONCURRENT_FETCHES, Setting.MAX_CONCURRENT_FETCHES_PER_ORIGIN)) {
      add(table, limit, "0", "10001", "-1", "many");
    }
    add(table, Setting.PARALLEL_RANGES, "0", "9", "none");
    for (Setting names :
        List.of(Setting.IGNORE_QUERY_PARAMS, Setting.FORWARD_HEADERS, Setting.PARTITION_HEADERS)) {
      add(table, names, "a b", "a,,b", ",a", "a,", ",");
    }
    add(table, Setting.IGNORE_QUERY_PARAMS, "@token", "a,@Tokens", "@", "@tokens,@all");
    for (Setting headers : List.of(Setting.FORWARD_HEADERS, Setting.PARTITION_HEADERS)) {
      add(
          table, headers, "X-A:", "a,b;c", "\"a\"", "(a)", "a/b", "a@b", "Grün", "[a]", "a=b",
          "{a}");
    }
    add(table, Setting.VIEWER_IDENTITY, "a b", "session,address", "none", ",");
    add(table, Setting.VIEWER_IDENTITY, "X-Viewer:", "a/b", "Größe", "a\u007fb");
    add(table, Setting.FORWARD_CMCD, "yes", "1");
    add(table, Setting.ALLOWED_ORIGINS, "cdn.example", "http://h/path", "http://h?q", "ftp://h");
    add(table, Setting.ALLOWED_ORIGINS, "http://h,", "http://u@h", "http://a http://b");
    add(table, Setting.ALLOW_PRIVATE_ADDRESSES, "yes", "1");
    add(table, Setting.LOOPBACK_BASE_URL, "127.0.0.1:8080", "http://h/app", "/app", "https://");
    return table;
  }

  private static void add(List<Object[]> table, Setting setting, String... values) {
    for (String value : values) {
      table.add(new Object[] {setting, value});
    }
  }

  @Test
  void malformedValues_ofEverySetting_areInTheTable() {
    assertThat(malformedValues()).extracting(row -> row[0]).contains((Object[]) Setting.values());
  }

  @Test
  void read_emergencyThresholdBelowMaxMemoryPercent_isRejected() {
    assertThatThrownBy(
            () -> readInitParams(Map.of("maxMemoryPercent", "85", "emergencyThreshold", "84")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "Init parameter of filter 'f', emergencyThreshold",
            "'84'",
            "expected: at least maxMemoryPercent, which is 85");
  }

  @Test
  void read_maxMemoryPercentAboveDefaultEmergencyThreshold_isRejected() {
    assertThatThrownBy(() -> readInitParams(Map.of("maxMemoryPercent", "95")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Init parameter of filter 'f', maxMemoryPercent has the value '95';"
                + " expected: at most emergencyThreshold, which is by default 90.");
  }

  @Test
  void read_emergencyThresholdBelowDefaultMaxMemoryPercent_isRejected() {
    assertThatThrownBy(() -> readInitParams(Map.of("emergencyThreshold", "70")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Init parameter of filter 'f', emergencyThreshold has the value '70';"
                + " expected: at least maxMemoryPercent, which is by default 80.");
  }

  @Test
  void read_emergencyThresholdEqualToMaxMemoryPercent_isAccepted() {
    PrebufferConfig config =
        readInitParams(Map.of("maxMemoryPercent", "85", "emergencyThreshold", "85"));

    assertThat(config.emergencyThresholdPercent()).isEqualTo(config.maxMemoryPercent());
  }

  @ParameterizedTest
  @CsvSource({"prebufferSegments, 0", "prebufferSegments, 100"})
  void read_prebufferSegmentsAtItsBounds_isAccepted(String name, int value) {
    assertThat(readInitParams(Map.of(name, String.valueOf(value))).prebufferSegments())
        .isEqualTo(value);
  }

  @Test
  void read_none_isTheEmptySet() {
    PrebufferConfig config =
        readInitParams(
            Map.of(
                "ignoreQueryParams", "none", "forwardHeaders", "NONE", "partitionHeaders", "None"));

    assertThat(config.ignoreQueryParams()).isEmpty();
    assertThat(config.forwardHeaders()).isEmpty();
    assertThat(config.partitionHeaders()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void settingSource_everyPlace_namesTheSettingInItsOwnWay(Setting setting) {
    String name = setting.settingName();

    assertThat(SettingSource.systemProperties(NOTHING).nameOf(setting))
        .isEqualTo(SettingSource.contextParams(NOTHING).nameOf(setting))
        .isEqualTo("hlsprebuffer." + name);
    assertThat(SettingSource.initParams("f", NOTHING).nameOf(setting)).isEqualTo(name);
    String environmentName = SettingSource.environment(NOTHING).nameOf(setting);
    assertThat(environmentName).matches("HLSPREBUFFER(_[A-Z]+)+");
    assertThat(environmentName.substring("HLSPREBUFFER_".length()).replace("_", ""))
        .isEqualToIgnoringCase(name);
  }

  @ParameterizedTest
  @CsvSource({
    "ORIGIN, HLSPREBUFFER_ORIGIN",
    "MAX_CONCURRENT_FETCHES_PER_ORIGIN, HLSPREBUFFER_MAX_CONCURRENT_FETCHES_PER_ORIGIN",
    "LOOPBACK_BASE_URL, HLSPREBUFFER_LOOPBACK_BASE_URL"
  })
  void environmentName_camelCase_isUpperSnakeCase(Setting setting, String expected) {
    assertThat(setting.environmentName()).isEqualTo(expected);
  }

  private static int prebufferSegments(SettingSource... strongestFirst) {
    return new PrebufferConfigReader(List.of(strongestFirst)).read().prebufferSegments();
  }

  private static PrebufferConfig readInitParams(Map<String, String> values) {
    return new PrebufferConfigReader(List.of(SettingSource.initParams("f", values))).read();
  }

  private static Map<String, String> property(String name, String value) {
    return Map.of("hlsprebuffer." + name, value);
  }
}
