package io.github.hlsprebuffer.fetch;

import io.github.hlsprebuffer.http.HttpFields;
import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request to an origin.
 *
 * @param method {@code GET} or {@code HEAD}
 * @param uri absolute, http or https; names the server that is connected to
 * @param host value of the {@code Host} field where it differs from the server connected to
 * @param fields end-to-end fields to send
 * @param mayBlock whether the origin may hold the response back until it has what was asked for
 * @param isPart whether it asks for a part only of what is wanted, so that the length of the answer
 *     says nothing
 */
public record FetchRequest(
    String method,
    URI uri,
    @Nullable String host,
    HttpFields fields,
    boolean mayBlock,
    boolean isPart) {
  /**
   * How much longer than any other a response may take that the origin holds back until it has what
   * was asked for. An origin holds a playlist for up to three target durations (RFC 8216bis
   * §6.2.5.2), and those that do so have target durations of ten seconds at most.
   */
  public static final Duration MAX_BLOCKING = Duration.ofSeconds(30);

  /** Name of the field by which this server knows its own requests to itself. */
  public static final String LOOPBACK_FIELD = "X-HLS-Prebuffer-Loopback";

  /** A request that the origin answers at once. */
  public FetchRequest(String method, URI uri, @Nullable String host, HttpFields fields) {
    this(method, uri, host, fields, /* mayBlock= */ false);
  }

  /** A request for all that is wanted. */
  public FetchRequest(
      String method, URI uri, @Nullable String host, HttpFields fields, boolean mayBlock) {
    this(method, uri, host, fields, mayBlock, /* isPart= */ false);
  }

  /** The same with one field more. */
  public FetchRequest with(String name, String value) {
    return new FetchRequest(method, uri, host, fields.with(name, value), mayBlock, isPart);
  }

  /** The same with those fields only whose names, in lower case, pass the test. */
  public FetchRequest only(Predicate<String> lowerCaseName) {
    return new FetchRequest(method, uri, host, fields.filter(lowerCaseName), mayBlock, isPart);
  }

  /** The same, for a part only of what is wanted. */
  public FetchRequest forPart() {
    return new FetchRequest(method, uri, host, fields, mayBlock, /* isPart= */ true);
  }

  /** The same, which the origin may hold back until it has what was asked for. */
  public FetchRequest blocking() {
    return new FetchRequest(method, uri, host, fields, /* mayBlock= */ true, isPart);
  }

  /** Whether this server asks itself. */
  public boolean isLoopback() {
    return fields.contains(LOOPBACK_FIELD);
  }

  /** Scheme, host and port that are connected to, which is what limits apply to. */
  public String origin() {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
