package io.github.hlsprebuffer.it;

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
