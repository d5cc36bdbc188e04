package io.github.hlsprebuffer.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * HTTP header fields in the order and spelling in which they were sent, looked up without regard to
 * case (RFC 9110 section 5.1).
 *
 * @param fields every field line, duplicates included
 */
public record HeaderList(List<Field> fields) {

  /** A list without fields. */
  public static final HeaderList EMPTY = new HeaderList(List.of());

  /** One field line. */
  public record Field(String name, String value) {

    boolean isNamed(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  public HeaderList {
    fields = List.copyOf(fields);
  }

  /** Returns the value of the first field line with this name. */
  public Optional<String> first(String name) {
    return fields.stream().filter(field -> field.isNamed(name)).map(Field::value).findFirst();
  }

  /** Returns the values of all field lines with this name, in order. */
  public List<String> all(String name) {
    return fields.stream().filter(field -> field.isNamed(name)).map(Field::value).toList();
  }

  /** Tells whether at least one field line has this name. */
  public boolean contains(String name) {
    return fields.stream().anyMatch(field -> field.isNamed(name));
  }

  /** Returns the names as they were sent, duplicates included. */
  public List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /** Returns a copy with one more field line at the end. */
  public HeaderList plus(String name, String value) {
    List<Field> copy = new ArrayList<>(fields);
    copy.add(new Field(name, value));
    return new HeaderList(copy);
  }

  /** Returns a copy in which this field line replaces all others of its name. */
  public HeaderList with(String name, String value) {
    return without(name).plus(name, value);
  }

  /** Returns a copy without any field line of this name. */
  public HeaderList without(String name) {
    return new HeaderList(fields.stream().filter(field -> !field.isNamed(name)).toList());
  }
}
