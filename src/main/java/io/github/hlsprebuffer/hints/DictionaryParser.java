package io.github.hlsprebuffer.hints;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a dictionary (RFC 8941 §3.2) as leniently as CTA-5004 §6 asks: a member that is malformed
 * is dropped alone, where the RFC would drop everything. Of equal keys the last one counts.
 */
final class DictionaryParser {
  private static final String KEY_ENDS = "=;, \t\"()";
  private static final String VALUE_ENDS = ";, \t\"()";

  private final FieldScanner scanner;

  private DictionaryParser(String text) {
    scanner = new FieldScanner(text);
  }

  static Dictionary parse(String text) {
    return new Dictionary(new DictionaryParser(text).members());
  }

  private Map<String, Member> members() {
    Map<String, Member> members = new HashMap<>();
    while (!scanner.atEnd()) {
      scanner.skipSpaces();
      String key = scanner.until(KEY_ENDS);
      Member member = member();
      scanner.skipSpaces();
      if (member != null && !key.isEmpty() && (scanner.atEnd() || scanner.sees(','))) {
        members.put(key, member);
      }
      scanner.skipPast(',');
    }
    return members;
  }

  private @Nullable Member member() {
    if (!scanner.skip('=')) {
      return single(parameterized(Item.TRUE, /* isBoolean= */ true));
    }
    return scanner.skip('(') ? innerList() : single(item());
  }

  private static @Nullable Member single(@Nullable Item item) {
    return item == null ? null : new Member(/* isList= */ false, List.of(item));
  }

  private @Nullable Member innerList() {
    List<Item> items = new ArrayList<>();
    scanner.skipSpaces();
    while (!scanner.skip(')')) {
      Item item = item();
      if (item == null) {
        return null;
      }
      items.add(item);
      scanner.skipSpaces();
    }
    // Parameters of the list itself mean nothing here, but do not spoil it.
    return parameters() == null ? null : new Member(/* isList= */ true, items);
  }

  private @Nullable Item item() {
    boolean isBoolean = scanner.sees('?');
    return parameterized(bareItem(), isBoolean);
  }

  private @Nullable Item parameterized(@Nullable String value, boolean isBoolean) {
    Map<String, String> parameters = value == null ? null : parameters();
    return value == null || parameters == null ? null : new Item(value, isBoolean, parameters);
  }

  private @Nullable String bareItem() {
    if (scanner.sees('"')) {
      return scanner.quoted();
    }
    String value = scanner.until(VALUE_ENDS);
    return value.isEmpty() ? null : value;
  }

  private @Nullable Map<String, String> parameters() {
    Map<String, String> parameters = Map.of();
    while (scanner.skip(';')) {
      scanner.skipSpaces();
      String name = scanner.until(KEY_ENDS);
      String value = scanner.skip('=') ? bareItem() : Item.TRUE;
      if (name.isEmpty() || value == null) {
        return null;
      }
      parameters = parameters.isEmpty() ? new HashMap<>() : parameters;
      parameters.put(name, value);
    }
    return parameters;
  }
}
