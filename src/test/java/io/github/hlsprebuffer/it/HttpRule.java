package io.github.hlsprebuffer.it;

import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One rule of HTTP: what is asked of a resource, and what must come back. An immutable value.
 *
 * @param name what the rule says
 * @param method of the request
 * @param lines field lines of the request
 * @param status of the answer
 * @param first offset of the first byte of the answer's body
 * @param last offset of the last byte of the answer's body; before {@code first} where it has none
 * @param fields exact values that fields of the answer have; an empty list where it has none
 * @param cacheStatus what our member of {@code Cache-Status} says, by the state of the resource
 */
record HttpRule(
    String name,
    String method,
    List<String> lines,
    int status,
    int first,
    int last,
    Map<String, List<String>> fields,
    Map<State, String> cacheStatus) {

  /** What is known of a resource when it is asked for. */
  enum State {
    /** Nothing. */
    COLD,
    /** Another viewer gets it, and half of it has come. */
    ARRIVING,
    /** It is stored. */
    STORED
  }

  HttpRule {
    lines = List.copyOf(lines);
    fields = Map.copyOf(fields);
    cacheStatus = Map.copyOf(cacheStatus);
  }

  /** A rule for a GET with these fields. */
  static HttpRule get(String name, String... lines) {
    return of(name, "GET", lines);
  }

  /** A rule for a HEAD with these fields. */
  static HttpRule head(String name, String... lines) {
    return of(name, "HEAD", lines).in(State.COLD, "fwd=method");
  }

  private static HttpRule of(String name, String method, String... lines) {
    Map<State, String> usual = new EnumMap<>(State.class);
    usual.put(State.COLD, "fwd=miss");
    usual.put(State.ARRIVING, "fwd=miss; collapsed");
    usual.put(State.STORED, "hit");
    return new HttpRule(name, method, List.of(lines), 0, 0, -1, Map.of(), usual);
  }

  /** The same asked by another method. */
  HttpRule by(String other) {
    return new HttpRule(name, other, lines, status, first, last, fields, cacheStatus);
  }

  /** The answer has this status and no content of the resource. */
  HttpRule gives(int newStatus) {
    return gives(newStatus, 0, -1);
  }

  /** The answer has this status and these bytes of the resource. */
  HttpRule gives(int newStatus, int newFirst, int newLast) {
    return new HttpRule(name, method, lines, newStatus, newFirst, newLast, fields, cacheStatus);
  }

  /** A field of the answer has these values, one for each line. */
  HttpRule with(String field, Object... values) {
    Map<String, List<String>> more = new LinkedHashMap<>(fields);
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(value.toString());
    }
    more.put(field, texts);
    return new HttpRule(name, method, lines, status, first, last, more, cacheStatus);
  }

  /** The answer has none of these fields. */
  HttpRule without(String... absent) {
    HttpRule rule = this;
    for (String field : absent) {
      rule = rule.with(field);
    }
    return rule;
  }

  /** What {@code Cache-Status} says in one state. */
  HttpRule in(State state, String value) {
    Map<State, String> more = new EnumMap<>(State.class);
    more.putAll(cacheStatus);
    more.put(state, value);
    return new HttpRule(name, method, lines, status, first, last, fields, more);
  }

  /** The rule holds in these states only. */
  HttpRule only(State... states) {
    Map<State, String> fewer = new EnumMap<>(State.class);
    fewer.putAll(cacheStatus);
    fewer.keySet().retainAll(Set.of(states));
    return new HttpRule(name, method, lines, status, first, last, fields, fewer);
  }

  /** How many bytes of the resource the answer has. */
  int length() {
    return last - first + 1;
  }

  /** Sends the request. */
  void ask(RawHttp client, String target) throws IOException {
    if (method.equals("HEAD")) {
      client.head(target, lines.toArray(String[]::new));
    } else {
      client.get(target, lines.toArray(String[]::new));
    }
  }

  /** Asks on a connection of its own. */
  RawResponse ask(HostModeApp app, String path) throws IOException {
    try (RawHttp client = app.connect()) {
      ask(client, app.target(path));
      return client.readResponse();
    }
  }

  @Override
  public String toString() {
    return name + (lines.isEmpty() ? "" : " " + shortened(lines.toString()));
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
