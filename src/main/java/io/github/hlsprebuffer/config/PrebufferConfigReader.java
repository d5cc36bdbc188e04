package io.github.hlsprebuffer.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads settings from several places, the earlier of which win, and checks every one of them. */
public final class PrebufferConfigReader {
  private static final long MAX_TIER_BYTES = 1L << 40;
  private static final long MAX_PLAYLIST_BYTES = 1L << 30;

  private final List<SettingSource> sources;

  /** Reads from {@code sources}, strongest first. */
  public PrebufferConfigReader(List<SettingSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * Reads all settings.
   *
   * @throws ConfigurationException if one is unknown or malformed
   */
  public PrebufferConfig read() {
    return new Values(given()).config();
  }

  /**
   * Reads the settings of one who shares a cache: what is the cache's is as the cache has it.
   *
   * @throws ConfigurationException if one is unknown, malformed, or given otherwise than the cache
   *     has it
   */
  public PrebufferConfig readWith(SharedSettings shared) {
    Map<Setting, Given> own = given();
    Map<Setting, Given> common = new EnumMap<>(own);
    shared
        .values()
        .forEach(
            (setting, text) ->
                common.put(
                    setting,
                    new Given(
                        setting,
                        "Shared cache's " + setting.settingName(),
                        text,
                        /* isSet= */ true)));
    PrebufferConfig config = new Values(common).config();
    shared.values().forEach((setting, text) -> rejectOther(own.get(setting), text, common, config));
    return config;
  }

  /** Values are compared as they are understood: 1024KB is no other than 1MB. */
  private static void rejectOther(
      @Nullable Given own, String shared, Map<Setting, Given> common, PrebufferConfig config) {
    if (own != null && own.isSet()) {
      Map<Setting, Given> other = new EnumMap<>(common);
      other.put(own.setting(), own);
      if (!new Values(other).config().equals(config)) {
        throw ConfigurationException.notShared(own.where(), own.text(), own.setting(), shared);
      }
    }
  }

  /**
   * The settings of a cache that is to be shared, with defaults for those that are not given.
   *
   * @throws ConfigurationException if one is unknown or malformed
   */
  public SharedSettings readShared() {
    read();
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.ofEngine()) {
      texts.put(setting, find(setting).text());
    }
    return new SharedSettings(texts);
  }

  private Map<Setting, Given> given() {
    sources.forEach(PrebufferConfigReader::rejectUnknown);
    Map<Setting, Given> given = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      given.put(setting, find(setting));
    }
    return given;
  }

  private Given find(Setting setting) {
    for (SettingSource source : sources) {
      String text = source.value(setting);
      if (text != null) {
        return new Given(
            setting, source.description() + " " + source.nameOf(setting), text, /* isSet= */ true);
      }
    }
    return new Given(
        setting, "Default of " + setting.settingName(), setting.defaultText(), /* isSet= */ false);
  }

  private static void rejectUnknown(SettingSource source) {
    Set<String> known = source.known().stream().map(source::nameOf).collect(Collectors.toSet());
    for (String name : source.values().keySet()) {
      if (name.startsWith(source.prefix()) && !known.contains(name)) {
        throw new ConfigurationException(
            source.description()
                + " "
                + name
                + " = '"
                + source.values().get(name)
                + "' is no setting of HLS Prebuffer; expected one of: "
                + known.stream().sorted().collect(Collectors.joining(", "))
                + ".");
      }
    }
  }

  private record Given(Setting setting, String where, String text, boolean isSet) {
    <T> T parse(Function<String, T> parser) {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw ConfigurationException.malformed(where, text, setting.expected());
      }
    }
  }

  private record Values(Map<Setting, Given> given) {
    PrebufferConfig config() {
      int maxMemoryPercent = whole(Setting.MAX_MEMORY_PERCENT, 1, 100);
      int emergencyPercent = whole(Setting.EMERGENCY_THRESHOLD, 1, 100);
      if (emergencyPercent < maxMemoryPercent) {
        throw disagreement(get(Setting.MAX_MEMORY_PERCENT), get(Setting.EMERGENCY_THRESHOLD));
      }
      return new PrebufferConfig(
          get(Setting.ORIGIN).text().isEmpty()
              ? null
              : get(Setting.ORIGIN).parse(SettingValues::origin),
          get(Setting.ENABLED).parse(SettingValues::flag),
          whole(Setting.PREBUFFER_SEGMENTS, 0, 100),
          get(Setting.PREFETCH_ON_PLAYLIST).parse(SettingValues::flag),
          get(Setting.FAST_START).parse(SettingValues::flag),
          get(Setting.FOLLOW_LIVE).parse(SettingValues::flag),
          get(Setting.PREFETCH_KEYS).parse(SettingValues::flag),
          get(Setting.SEGMENT_TTL).parse(SettingValues::positiveDuration),
          get(Setting.INACTIVITY_TIMEOUT).parse(SettingValues::positiveDuration),
          size(Setting.HEAP_SIZE, MAX_TIER_BYTES),
          size(Setting.OFF_HEAP_SIZE, MAX_TIER_BYTES),
          size(Setting.MAX_SEGMENT_SIZE, MAX_TIER_BYTES),
          (int) size(Setting.MAX_PLAYLIST_SIZE, MAX_PLAYLIST_BYTES),
          maxMemoryPercent,
          emergencyPercent,
          whole(Setting.MAX_CONCURRENT_FETCHES, 1, 10_000),
          whole(Setting.MAX_CONCURRENT_FETCHES_PER_ORIGIN, 1, 10_000),
          whole(Setting.PARALLEL_RANGES, 1, 8),
          get(Setting.IGNORE_QUERY_PARAMS).parse(SettingValues::parameterNames),
          get(Setting.FORWARD_HEADERS).parse(SettingValues::headerNames),
          get(Setting.PARTITION_HEADERS).parse(SettingValues::headerNames),
          get(Setting.VIEWER_IDENTITY).parse(SettingValues::headerName),
          get(Setting.FORWARD_CMCD).parse(SettingValues::flag),
          get(Setting.ALLOWED_ORIGINS).parse(SettingValues::origins),
          get(Setting.ALLOW_PRIVATE_ADDRESSES).parse(SettingValues::flag),
          get(Setting.LOOPBACK_BASE_URL).text().isEmpty()
              ? null
              : get(Setting.LOOPBACK_BASE_URL).parse(SettingValues::baseUrl),
          get(Setting.CONNECT_TIMEOUT).parse(SettingValues::positiveDuration),
          get(Setting.RESPONSE_TIMEOUT).parse(SettingValues::positiveDuration));
    }

    /** Blames a value that the operator has set, not a default. */
    private static ConfigurationException disagreement(Given lower, Given upper) {
      return upper.isSet()
          ? ConfigurationException.malformed(
              upper.where(), upper.text(), "at least " + described(lower))
          : ConfigurationException.malformed(
              lower.where(), lower.text(), "at most " + described(upper));
    }

    private static String described(Given other) {
      String which = other.isSet() ? ", which is " : ", which is by default ";
      return other.setting().settingName() + which + other.text();
    }

    private Given get(Setting setting) {
      Given value = given.get(setting);
      if (value == null) {
        throw new IllegalStateException(setting.settingName());
      }
      return value;
    }

    private int whole(Setting setting, int min, int max) {
      return get(setting).parse(text -> SettingValues.whole(text, min, max));
    }

    private long size(Setting setting, long max) {
      return get(setting).parse(text -> SettingValues.sizeBytes(text, max));
    }
  }
}
