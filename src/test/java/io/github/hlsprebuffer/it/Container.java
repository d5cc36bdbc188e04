package io.github.hlsprebuffer.it;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The containers that the integration tests run in, and where they differ from each other. */
enum Container {
  TOMCAT,
  JETTY,
  WILDFLY,
  GLASSFISH,
  LIBERTY;

  /** The one that the tests run in now. */
  static Container underTest() {
    String profile = System.getProperty("arquillian.launch");
    return profile == null ? TOMCAT : valueOf(profile.toUpperCase(Locale.ROOT));
  }

  /** Whether CDI comes with the container, and must not come with an application as well. */
  boolean bringsCdi() {
    return this != TOMCAT;
  }

  /** Whether each response has its name in {@code Server} from the beginning. */
  boolean namesItself() {
    return this == JETTY || this == GLASSFISH;
  }

  /** Whether static files have an {@code ETag}. */
  boolean tagsFiles() {
    return this != WILDFLY;
  }

  /** Whether static files are served in part: Liberty sends the whole, whatever Range says. */
  boolean servesPartsOfFiles() {
    return this != LIBERTY;
  }

  /**
   * Whether a request for a static file that has these field lines is answered by other rules than
   * HTTP's (RFC 9110 §13, §14).
   */
  boolean breaksRulesOfFiles(List<String> lines) {
    return switch (this) {
      case TOMCAT, GLASSFISH, LIBERTY -> false;
      case JETTY ->
          lines.contains("If-None-Match: *")
              || lines.contains("If-Match: *")
              || hasIfRangeOrUnitInCapitals(lines);
      case WILDFLY ->
          lines.contains("If-None-Match: *")
              // A date that says 304 counts for more than a tag that says 200.
              || (hasOneOf(lines, "If-None-Match: ") && hasOneOf(lines, "If-Modified-Since: "))
              || hasIfRangeOrUnitInCapitals(lines);
    };
  }

  /** Jetty looks at no If-Range; Undertow lets one with a tag hold for files, which have none. */
  private static boolean hasIfRangeOrUnitInCapitals(List<String> lines) {
    return hasOneOf(lines, "If-Range: ") || hasOneOf(lines, "Range: BYTES=");
  }

  private static boolean hasOneOf(List<String> lines, String beginning) {
    return lines.stream().anyMatch(line -> line.startsWith(beginning));
  }

  /** Fields of a 304 of a static file that tell nobody anything (RFC 9110 §15.4.5). */
  Set<String> saysMoreOfWhatIsNotModified() {
    return this == JETTY ? Set.of("accept-ranges") : Set.of();
  }

  /** Whether it ends a body without a length as if it were whole where an application fails. */
  boolean endsWhatHasFailed() {
    return this == WILDFLY || this == GLASSFISH || this == LIBERTY;
  }

  /**
   * Whether it refuses a request with {@code Upgrade} that {@code Connection} does not name: none
   * may be sent (RFC 9110 §7.8).
   */
  boolean refusesUpgradesWithoutConnection() {
    return this == JETTY;
  }

  /** Whether it refuses a path: one that it calls ambiguous, or one with a control character. */
  boolean refusesPath(String path) {
    return this == JETTY && path.matches("//.*|.*%25.*|.*%0[0-9A-Fa-f].*");
  }

  /** Answers (of AnsweringServlet) that it gives in another way through any wrapped response. */
  Set<String> unlikeItselfBehindAWrapper() {
    return switch (this) {
      case TOMCAT, GLASSFISH, LIBERTY -> Set.of();
      // It writes two question marks for a pair of surrogates that ISO-8859-1 has not, where the
      // JDK, and with it the copy, has one.
      case JETTY -> Set.of("writer-check-error");
      case WILDFLY ->
          Set.of(
              // Its pages show the stack, and with it the filter.
              "throws-first",
              "throws-unchecked",
              "throws-uncommitted",
              // It announces lengths only where it closes its own stream or writer after a forward.
              "forward-after-output",
              "forward-to-writer",
              // Its writer ends lines with CRLF, one that wraps it as the JDK does.
              "include-writer",
              "writer-default",
              "writer-latin",
              "writer-utf16",
              "writer-utf8");
    };
  }
}
