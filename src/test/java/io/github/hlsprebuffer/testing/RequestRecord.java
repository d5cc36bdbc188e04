package io.github.hlsprebuffer.testing;

import java.time.Instant;
import java.util.Optional;

/**
 * One request as the origin received it.
 *
 * @param order position in the origin's log, from 0
 * @param method request method
 * @param target path and query exactly as sent
 * @param headers header fields as sent
 * @param time when the header section had been read
 */
public record RequestRecord(
    int order, String method, String target, HeaderList headers, Instant time) {

  /** Returns the target without its query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Returns what follows the first question mark, if there is one. */
  public Optional<String> query() {
    int query = target.indexOf('?');
    return query < 0 ? Optional.empty() : Optional.of(target.substring(query + 1));
  }

  /** Returns the value of the first header field with this name. */
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /**
   * Tells whether a script's path means this request: {@code *} means every request, a path with a
   * query means that very target, and a path without one means the path under any query.
   */
  public boolean matches(String scriptPath) {
    return scriptPath.equals(ScriptedOrigin.ANY_PATH)
        || scriptPath.equals(target)
        || scriptPath.equals(path());
  }
}
