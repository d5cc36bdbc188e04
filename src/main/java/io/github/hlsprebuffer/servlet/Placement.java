package io.github.hlsprebuffer.servlet;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Whether this library lies where it can work. Among the libraries of a whole server, the CDI
 * container of an application finds it twice, or can't be seen from there; both would only show in
 * injections that fail, or stay empty.
 */
final class Placement {
  private static final String OWN_CLASS = "io/github/hlsprebuffer/servlet/Placement.class";
  private static final String CDI = "jakarta.enterprise.inject.spi.CDI";
  private static final String ADVICE =
      " hls-prebuffer.jar belongs into WEB-INF/lib of each application that uses it, and not among"
          + " the libraries of the server; where applications share a cache, those have"
          + " hls-prebuffer-tomcat.jar instead.";

  private Placement() {}

  /**
   * Looks for this library in the class path of an application.
   *
   * @throws IllegalStateException if it is there twice; says what to do
   */
  static void requireOnce(ServletContext context) {
    ClassLoader application = context.getClassLoader();
    ClassLoader parent = application.getParent();
    // Not where all is one class path, which says the same twice at times.
    if (parent != null && parent.getResource(OWN_CLASS) != null) {
      Set<String> places = places(application);
      if (places.size() > 1) {
        throw new IllegalStateException(
            "HLS Prebuffer is there twice: " + String.join(" and ", places) + "." + ADVICE);
      }
    }
  }

  private static Set<String> places(ClassLoader application) {
    try {
      Set<String> places = new LinkedHashSet<>();
      for (URL url : Collections.list(application.getResources(OWN_CLASS))) {
        places.add(url.toString());
      }
      return places;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Looks for the CDI container of an application that uses this library.
   *
   * @throws IllegalStateException if there is one that can't be seen from here; says what to do
   */
  static void requireSightOfCdi(ServletContext context) {
    ClassLoader own = Placement.class.getClassLoader();
    if (has(context.getClassLoader(), CDI) && (own == null || !has(own, CDI))) {
      throw new IllegalStateException(
          "HLS Prebuffer, as "
              + Placement.class.getResource("Placement.class")
              + ", can't see the CDI container of this application."
              + ADVICE);
    }
  }

  private static boolean has(ClassLoader loader, String className) {
    try {
      Class.forName(className, /* initialize= */ false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
