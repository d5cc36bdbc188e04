package io.github.hlsprebuffer.hints;

import io.github.hlsprebuffer.http.RangeField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys {@code nor} and {@code nrr} of CMCD and CMSD. A request with a range that cannot
 * be read is dropped: the whole resource may be far more than what was meant.
 */
final class NextRequests {
  private NextRequests() {}

  static List<NextRequest> of(Dictionary dictionary) {
    Member paths = dictionary.member("nor");
    if (paths != null && paths.isList()) {
      return list(paths.items());
    }
    String range = dictionary.text("nrr");
    if (paths == null && range == null) {
      return List.of();
    }
    // Without a path, the range is one of the same resource.
    String reference = paths == null ? "" : encodedPath(dictionary.text("nor"));
    NextRequest request = request(reference, range);
    return request == null ? List.of() : List.of(request);
  }

  /** Version 1 has one path, percent-encoded. */
  private static @Nullable String encodedPath(@Nullable String path) {
    return path == null ? null : References.path(PercentEncoding.decode(path));
  }

  /** Version 2: paths as they are, each with its range as parameter {@code r}. */
  private static List<NextRequest> list(List<Item> items) {
    List<NextRequest> requests = new ArrayList<>();
    for (Item item : items) {
      String path = item.isBoolean() ? null : References.path(item.value());
      NextRequest request = request(path, item.parameters().get("r"));
      if (request != null
          && requests.size() < NextRequest.MAX_REQUESTS
          && !requests.contains(request)) {
        requests.add(request);
      }
    }
    return requests;
  }

  private static @Nullable NextRequest request(@Nullable String reference, @Nullable String range) {
    if (reference == null || range == null) {
      return reference == null ? null : new NextRequest(reference, /* range= */ null);
    }
    RangeField bytes = RangeField.parse("bytes=" + range);
    return bytes == null ? null : new NextRequest(reference, bytes);
  }
}
