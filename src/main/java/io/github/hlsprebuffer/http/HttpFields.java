package io.github.hlsprebuffer.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message in the order received (RFC 9110 §5). Names compare without regard
 * to case; a name may stand several times. Immutable.
 */
public final class HttpFields implements Iterable<HttpFields.Field> {
  /** No fields. */
  public static final HttpFields EMPTY = new HttpFields(List.of());

  // RFC 9110 §7.6.1: fields for one connection only, which an intermediary must not pass on.
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final List<Field> fields;

  private HttpFields(List<Field> fields) {
    this.fields = fields;
  }

  /** One header field line. */
  public record Field(String name, String value) {}

  /** Fields in the order given. */
  public static HttpFields of(List<Field> fields) {
    return fields.isEmpty() ? EMPTY : new HttpFields(List.copyOf(fields));
  }

  /** The first value of a field, or null. */
  public @Nullable String first(String name) {
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        return field.value;
      }
    }
    return null;
  }

  /** All values of a field joined by commas, or null where it is absent. */
  public @Nullable String joined(String name) {
    String joined = null;
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        joined = joined == null ? field.value : joined + ", " + field.value;
      }
    }
    return joined;
  }

  /** Whether the field is there. */
  public boolean contains(String name) {
    return first(name) != null;
  }

  /** The comma-separated members of all lines of a field, trimmed, in lower case. */
  public List<String> members(String name) {
    String joined = joined(name);
    if (joined == null) {
      return List.of();
    }
    List<String> members = new ArrayList<>();
    for (String member : joined.toLowerCase(Locale.ROOT).split(",", -1)) {
      if (!member.isBlank()) {
        members.add(member.trim());
      }
    }
    return members;
  }

  /** The fields whose names, in lower case, pass the test. */
  public HttpFields filter(Predicate<String> lowerCaseName) {
    return of(
        fields.stream()
            .filter(field -> lowerCaseName.test(field.name.toLowerCase(Locale.ROOT)))
            .toList());
  }

  /** These fields with one more at the end. */
  public HttpFields with(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return of(more);
  }

  /** These fields without those that belong to one connection only (RFC 9110 §7.6.1). */
  public HttpFields endToEnd() {
    List<String> nominated = members("connection");
    return filter(name -> !HOP_BY_HOP.contains(name) && !nominated.contains(name));
  }

  /**
   * Whether each of the selecting fields has the value it has there (RFC 9111 §4.1); an empty value
   * stands for an absent field.
   */
  public boolean agreesWith(HttpFields selecting) {
    for (Field field : selecting) {
      if (!selectingValue(field.name).equals(field.value)) {
        return false;
      }
    }
    return true;
  }

  /** These names with the values they have here; an absent field has an empty value. */
  public HttpFields select(Iterable<String> names) {
    List<Field> selected = new ArrayList<>();
    names.forEach(name -> selected.add(new Field(name, selectingValue(name))));
    return of(selected);
  }

  private String selectingValue(String name) {
    String value = joined(name);
    return value == null ? "" : value.trim();
  }

  /** The value of {@code Content-Length}, or -1 where it is absent or not a number. */
  public long contentLength() {
    String value = first("content-length");
    try {
      return value == null ? -1 : Math.max(-1, Long.parseLong(value.trim()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public Iterator<Field> iterator() {
    return fields.iterator();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HttpFields that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
