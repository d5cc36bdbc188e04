package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.prefetch.SharedEngine;
import java.util.Collections;
import java.util.Objects;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the engine that applications of this server share, where this one is configured to have a
 * share. A second cache that nobody knows of would be worse than no application: whatever is
 * configured and cannot be had stops the deployment.
 */
@SuppressWarnings("BanJNDI") // the name is ours, and java:comp belongs to the container
final class SharedEngineLookup {
  /** Below {@code java:comp/env}. */
  private static final String FOLDER = "hlsprebuffer";

  private static final String NAME = "engine";
  private static final String PATH = "java:comp/env/" + FOLDER + "/" + NAME;

  private SharedEngineLookup() {}

  /**
   * The shared engine; null where none is configured.
   *
   * @throws IllegalStateException if it is configured and cannot be had; says what to do
   */
  static @Nullable SharedEngine find() {
    return isConfigured() ? checked(lookUp()) : null;
  }

  /**
   * By the names there are, because a link that leads nowhere looks like none when it is followed.
   */
  private static boolean isConfigured() {
    try {
      Context environment = (Context) new InitialContext().lookup("java:comp/env");
      return Collections.list(environment.list(FOLDER)).stream()
          .anyMatch(pair -> pair.getName().equals(NAME));
    } catch (NamingException e) {
      return false; // no such folder, or no JNDI at all
    }
  }

  private static Object lookUp() {
    try {
      Object found = new InitialContext().lookup(PATH);
      if (found != null) {
        return found;
      }
    } catch (NamingException | RuntimeException e) {
      throw new IllegalStateException(unavailable(e.toString()), e);
    }
    throw new IllegalStateException(unavailable("nothing is there"));
  }

  private static String unavailable(String why) {
    return PATH
        + " is configured for this application, but the shared cache cannot be had: "
        + why
        + ". There must be a <Resource name=\"hlsprebuffer/engine\"> in <GlobalNamingResources> of"
        + " conf/server.xml, and hls-prebuffer-tomcat.jar in lib, both as in tomcat-config/shared;"
        + " without the <ResourceLink> in conf/context.xml each application has a cache of its own.";
  }

  private static SharedEngine checked(Object found) {
    if (found instanceof SharedEngine engine) {
      checkVersion();
      return engine;
    }
    boolean isCopy = found.getClass().getName().equals(SharedEngine.class.getName());
    throw new IllegalStateException(
        isCopy
            ? PATH
                + " is of the classes of Tomcat's lib, but this application uses its own copy of"
                + " them. It must have <Loader delegate=\"true\"/> in its context, as in"
                + " tomcat-config/shared/conf/context.xml."
            : PATH
                + " is a "
                + found.getClass().getName()
                + ", which is no shared cache of HLS Prebuffer. Its <Resource> must have the factory"
                + " io.github.hlsprebuffer.tomcat.SharedEngineFactory.");
  }

  private static void checkVersion() {
    String shared = SharedEngine.class.getPackage().getImplementationVersion();
    String own = SharedEngineLookup.class.getPackage().getImplementationVersion();
    if (!Objects.equals(shared, own)) {
      throw new IllegalStateException(
          "hls-prebuffer-tomcat.jar in Tomcat's lib has version "
              + shared
              + ", and hls-prebuffer.jar of this application version "
              + own
              + ". They must be the same.");
    }
  }
}
