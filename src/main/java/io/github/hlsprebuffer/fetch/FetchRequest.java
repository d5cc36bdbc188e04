package io.github.hlsprebuffer.fetch;

import io.github.hlsprebuffer.http.HttpFields;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A request to an origin.
 *
 * @param method {@code GET} or {@code HEAD}
 * @param uri absolute, http or https; names the server that is connected to
 * @param host value of the {@code Host} field where it differs from the server connected to
 * @param fields end-to-end fields to send
 */
public record FetchRequest(String method, URI uri, @Nullable String host, HttpFields fields) {

  /** The same with one field more. */
  public FetchRequest with(String name, String value) {
    return new FetchRequest(method, uri, host, fields.with(name, value));
  }

  /** Scheme, host and port that are connected to, which is what limits apply to. */
  public String origin() {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
