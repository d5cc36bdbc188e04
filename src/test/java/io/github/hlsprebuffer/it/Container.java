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
    return this != WILDFLY && this != LIBERTY;
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
      case TOMCAT, LIBERTY -> false;
      case GLASSFISH ->
          // It reads one line of each field.
          lines.stream().filter(line -> line.startsWith("If-None-Match: ")).count() > 1
              // RFC 9110 §14.1.2: that many last bytes, or all there are.
              || lines.contains("Range: bytes=-400000")
              || hasIfRangeOrUnitInCapitals(lines);
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

  /**
   * Jetty looks at no If-Range; Undertow lets one with a tag hold for files, which have none;
   * GlassFish lets weak tags and later dates hold.
   */
  private static boolean hasIfRangeOrUnitInCapitals(List<String> lines) {
    return hasOneOf(lines, "If-Range: ") || hasOneOf(lines, "Range: BYTES=");
  }

  private static boolean hasOneOf(List<String> lines, String beginning) {
    return lines.stream().anyMatch(line -> line.startsWith(beginning));
  }

  /** Fields of a 304 of a static file that tell nobody anything (RFC 9110 §15.4.5). */
  Set<String> saysMoreOfWhatIsNotModified() {
    return switch (this) {
      case JETTY -> Set.of("accept-ranges");
      case LIBERTY -> Set.of("content-type");
      case TOMCAT, WILDFLY, GLASSFISH -> Set.of();
    };
  }

  /** Whether it ends a body without a length as if it were whole where an application fails. */
  boolean endsWhatHasFailed() {
    return this == WILDFLY || this == GLASSFISH || this == LIBERTY;
  }

  /**
   * The status by which it refuses a path before any filter sees it, or 0: Jetty one that it calls
   * ambiguous, or with a control character; GlassFish one with a colon, of which its security makes
   * a list of patterns; Liberty one with a dot or a control character that is encoded.
   */
  int refusalOf(String path) {
    return switch (this) {
      case JETTY -> path.matches("//.*|.*%25.*|.*%0[0-9A-Fa-f].*") ? 400 : 0;
      case GLASSFISH -> path.matches("[^;?]*:.*") ? 503 : 0;
      case LIBERTY -> path.matches("[^?]*%(2[eE]|0[0-9A-Fa-f]).*") ? 400 : 0;
      case TOMCAT, WILDFLY -> 0;
    };
  }

  /**
   * Whether a request is refused for a field: Jetty refuses an {@code Upgrade} that {@code
   * Connection} does not name (none may be sent, RFC 9110 §7.8). Liberty takes the scheme of a
   * request from {@code X-Forwarded-Proto}, and we refuse one that is not HTTP's.
   */
  boolean refusesField(String line) {
    return (this == JETTY && line.startsWith("Upgrade: "))
        || (this == LIBERTY && line.startsWith("X-Forwarded-Proto: "));
  }

  /**
   * Whether it says of every 304, its own files' too, that its length is 0, whatever length has
   * been set (RFC 9110 §8.6 has it as the length that a 200 would have).
   */
  boolean saysZeroOfNotModified() {
    return this == LIBERTY;
  }

  /** Whether it closes a connection after each error, of its own and of others, and says so. */
  boolean closesAfterErrors() {
    return this == LIBERTY;
  }

  /** Whether it refuses a GET with content, which means nothing (RFC 9110 §9.3.1). */
  boolean refusesContentOfGet() {
    return this == GLASSFISH;
  }

  /**
   * Whether it takes a blank between a field's name and the colon for a part of the name, and not
   * for a reason to refuse the request (RFC 9112 §5.1). Content is then another request.
   */
  boolean allowsBlanksBehindNames() {
    return this == GLASSFISH;
  }

  /**
   * Whether it drops a {@code Content-Length} that is no number, such as {@code +5} or {@code 0,
   * 5}, where it should refuse the request (RFC 9112 §6.3). Content is then another request. It
   * does so without the filter, too, and shows nobody the field.
   */
  boolean dropsLengthsThatAreNoNumbers() {
    return this == LIBERTY;
  }

  /**
   * Whether a field ends at a CR without an LF, so that the rest of the line is another field: it
   * should be refused or be a blank (RFC 9112 §2.2).
   */
  boolean endsFieldsAtBareCr() {
    return this == LIBERTY;
  }

  /** A path as applications are told of it: some containers keep a session's id for themselves. */
  String toldPath(String path) {
    return this == GLASSFISH || this == LIBERTY
        ? path.replaceFirst(";jsessionid=[^/?;]*", "")
        : path;
  }

  /**
   * Whether the viewer of a servlet that fails in mid-body waits for the rest: GlassFish neither
   * ends the answer nor closes the connection.
   */
  boolean leavesFailedAnswersOpen() {
    return this == GLASSFISH;
  }

  /** Whether what leaves of an answer whose servlet fails may be the beginning of an error page. */
  boolean writesPagesIntoFailedAnswers() {
    return this == LIBERTY;
  }

  /**
   * Whether an answer that is whole when its servlet closes the writer is announced with as many
   * bytes as it has characters, and so is cut where it has other than ASCII.
   */
  boolean takesCharactersForBytes() {
    return this == LIBERTY;
  }

  /**
   * Whether its answer to a path that nobody can decode, which no filter sees, is a 200 without
   * content: GlassFish means to say 400 there.
   */
  boolean saysNothingOfWrongEscapes() {
    return this == GLASSFISH;
  }

  /** Answers (of AnsweringServlet) that it gives in another way through any wrapped response. */
  Set<String> unlikeItselfBehindAWrapper() {
    return switch (this) {
      case TOMCAT -> Set.of();
      // Of a file that is included it counts only what goes through a stream that is not its own.
      case GLASSFISH -> Set.of("include-file");
      case LIBERTY ->
          Set.of(
              // Its pages show the stack, and with it the filter.
              "throws-first",
              "throws-unchecked",
              // It flushes what is not its own once a servlet has returned: then there is no
              // length.
              "forward-to-writer",
              "include-writer",
              "nothing",
              "reset",
              "writer-default",
              "writer-late-type",
              "writer-latin",
              "writer-utf16",
              "writer-utf8");
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
