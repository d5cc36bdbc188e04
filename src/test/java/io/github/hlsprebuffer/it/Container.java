package io.github.hlsprebuffer.it;

import java.util.Locale;

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
}
