package io.github.hlsprebuffer.hints;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of a dictionary as the types that CTA-5004 gives its keys; a value that is not of the
 * type counts as absent.
 */
final class Dictionary {
  // RFC 8941 §3.3.1 has 15 digits at most; players do not always round where they should.
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(?:\\.[0-9]{1,20})?");
  private static final Set<String> TRUE_VALUES = Set.of(Item.TRUE, "1", "true");
  private static final long MAX_MILLIS = Duration.ofDays(1).toMillis();

  private final Map<String, Member> members;

  Dictionary(Map<String, Member> members) {
    this.members = members;
  }

  @Nullable Member member(String key) {
    return members.get(key);
  }

  /** The value; of a list, the one for this type of object, or else the first. */
  private @Nullable Item item(String key, @Nullable ObjectType type) {
    Member member = members.get(key);
    if (member == null || member.items().isEmpty()) {
      return null;
    }
    for (Item item : member.items()) {
      if (type != null && item.parameters().containsKey(type.token())) {
        return item;
      }
    }
    return member.items().get(0);
  }

  /** A string or token. */
  @Nullable String text(String key) {
    return text(item(key, /* type= */ null));
  }

  private static @Nullable String text(@Nullable Item item) {
    return item == null || item.isBoolean() ? null : item.value();
  }

  /** Whether the key is there and true. Some senders write the booleans of other languages. */
  boolean flag(String key) {
    Item item = item(key, /* type= */ null);
    return item != null && TRUE_VALUES.contains(item.value());
  }

  /** A number of either sign, or NaN. */
  double decimal(String key) {
    return decimal(key, /* type= */ null);
  }

  /** A number that is not negative, without its fraction. */
  OptionalLong count(String key, @Nullable ObjectType type) {
    double value = decimal(key, type);
    return value >= 0 ? OptionalLong.of((long) value) : OptionalLong.empty();
  }

  /** A number of milliseconds up to a day, or null. */
  @Nullable Duration millis(String key, @Nullable ObjectType type) {
    long millis = count(key, type).orElse(-1);
    return millis < 0 || millis > MAX_MILLIS ? null : Duration.ofMillis(millis);
  }

  private double decimal(String key, @Nullable ObjectType type) {
    String value = text(item(key, type));
    return value == null || !NUMBER.matcher(value).matches()
        ? Double.NaN
        : Double.parseDouble(value);
  }
}
