package io.github.hlsprebuffer.hints;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the targets of links that tell what comes next from a {@code Link} field (RFC 8288 §3). */
final class LinkParser {
  private static final String NAME_ENDS = "=;, \t\"";
  private static final String VALUE_ENDS = ";, \t";

  private final FieldScanner scanner;

  private LinkParser(String field) {
    scanner = new FieldScanner(field);
  }

  /** Targets of links with the relation {@code prefetch} or {@code next}. */
  static List<String> targets(String field) {
    return new LinkParser(field).targets();
  }

  private List<String> targets() {
    List<String> targets = new ArrayList<>();
    while (!scanner.atEnd()) {
      scanner.skipSpaces();
      if (scanner.skip('<')) {
        String target = scanner.until(">");
        if (scanner.skip('>') && isNext(relations())) {
          targets.add(target);
        }
      }
      scanner.skipPast(',');
    }
    return targets;
  }

  /**
   * The value of {@code rel}; null where there is none, or the link is not one of this resource.
   */
  private @Nullable String relations() {
    String relations = null;
    boolean anchored = false;
    scanner.skipSpaces();
    while (scanner.skip(';')) {
      scanner.skipSpaces();
      String name = scanner.until(NAME_ENDS);
      String value = value();
      // RFC 8288 §3.3: of several rel, all but the first are to be ignored.
      if (name.equalsIgnoreCase("rel") && relations == null) {
        relations = value;
      }
      anchored |= name.equalsIgnoreCase("anchor");
      scanner.skipSpaces();
    }
    return anchored ? null : relations;
  }

  private @Nullable String value() {
    scanner.skipSpaces();
    if (!scanner.skip('=')) {
      return "";
    }
    scanner.skipSpaces();
    return scanner.sees('"') ? scanner.quoted() : scanner.until(VALUE_ENDS);
  }

  private static boolean isNext(@Nullable String relations) {
    if (relations == null) {
      return false;
    }
    List<String> types = List.of(relations.toLowerCase(Locale.ROOT).split("\\s+"));
    return types.contains("prefetch") || types.contains("next");
  }
}
