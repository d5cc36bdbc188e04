package io.github.hlsprebuffer.it;

import io.github.hlsprebuffer.testing.RawResponse;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The same host application deployed twice, with the filter and without, to compare answers. */
record HostModePair(HostModeApp with, HostModeApp without) {
  /** Ours, of the moment, or of one copy of a file. */
  static final Set<String> NOT_COMPARED =
      Set.of("cache-status", "age", "date", "etag", "last-modified");

  /** Fields that say how a body is framed, which is up to who frames it. */
  static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding");

  static HostModePair of(URL with, URL without) {
    return new HostModePair(HostModeApp.at(with), HostModeApp.at(without));
  }

  /** The lines of all fields but some, such that those of either application can be equal. */
  Set<String> fields(RawResponse response, Set<String> but) {
    Set<String> fields = new TreeSet<>();
    response
        .headers()
        .fields()
        .forEach(
            field -> {
              String name = field.name().toLowerCase(Locale.ROOT);
              if (!NOT_COMPARED.contains(name) && !but.contains(name)) {
                fields.add(name + ": " + neutral(field.value()).toLowerCase(Locale.ROOT));
              }
            });
    return fields;
  }

  /** The body as text, such that those of either application can be equal. */
  String text(RawResponse response) {
    return neutral(new String(response.body(), StandardCharsets.ISO_8859_1));
  }

  /** Without the name of the application, which pages of the container may show. */
  private String neutral(String text) {
    return text.replace(with.root().getPath(), "/app/").replace(without.root().getPath(), "/app/");
  }
}
