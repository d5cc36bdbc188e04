package io.github.hlsprebuffer.hints;

import io.github.hlsprebuffer.http.HttpFields;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an origin says in a response about what will be wanted next:
 *
 * <ul>
 *   <li>{@code CMSD-Static} (CTA-5006), keys {@code nor} and {@code nrr}: paths;
 *   <li>{@code CDN-Origin-Assist-Prefetch-Path}: one or several references;
 *   <li>{@code Link} (RFC 8288) with {@code rel=prefetch} or {@code rel=next}: references, which
 *       may name another server.
 * </ul>
 */
public final class OriginHints {
  /** A field that is longer, all its lines together, is ignored. */
  public static final int MAX_FIELD_CHARS = 8192;

  private static final String ASSIST = "CDN-Origin-Assist-Prefetch-Path";

  // A comma alone may be part of a path: Fragments(video=0,format=mpd-time-cmaf)
  private static final Pattern PATH_SEPARATOR = Pattern.compile(",\\s+");

  private OriginHints() {}

  /**
   * The requests that the response announces, without repetitions, at most {@link
   * NextRequest#MAX_REQUESTS}. What is malformed is skipped.
   */
  public static List<NextRequest> nextRequests(HttpFields response) {
    String cmsd = field(response, "CMSD-Static");
    String assist = field(response, ASSIST);
    String link = field(response, "Link");
    if (cmsd == null && assist == null && link == null) {
      return List.of();
    }
    List<NextRequest> requests = new ArrayList<>();
    if (cmsd != null) {
      requests.addAll(NextRequests.of(DictionaryParser.parse(cmsd)));
    }
    if (assist != null) {
      addAll(requests, List.of(PATH_SEPARATOR.split(assist)));
    }
    if (link != null) {
      addAll(requests, LinkParser.targets(link));
    }
    return requests.stream().distinct().limit(NextRequest.MAX_REQUESTS).toList();
  }

  private static @Nullable String field(HttpFields response, String name) {
    String value = response.joined(name);
    return value == null || value.length() > MAX_FIELD_CHARS ? null : value;
  }

  private static void addAll(List<NextRequest> requests, List<String> references) {
    for (String reference : references) {
      String plain = References.plain(reference);
      if (plain != null) {
        requests.add(new NextRequest(plain, /* range= */ null));
      }
    }
  }
}
