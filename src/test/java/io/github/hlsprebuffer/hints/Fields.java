package io.github.hlsprebuffer.hints;

import io.github.hlsprebuffer.http.HttpFields;

/** Builds header fields for tests. */
final class Fields {
  private Fields() {}

  static HttpFields of(String... namesAndValues) {
    HttpFields fields = HttpFields.EMPTY;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields = fields.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
