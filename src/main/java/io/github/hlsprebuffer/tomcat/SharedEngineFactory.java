package io.github.hlsprebuffer.tomcat;

import io.github.hlsprebuffer.config.PrebufferConfigReader;
import io.github.hlsprebuffer.config.SettingSource;
import io.github.hlsprebuffer.prefetch.SharedEngine;
import java.net.URL;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the cache that the applications of a Tomcat share, as a resource of {@code
 * GlobalNamingResources}:
 *
 * <pre>{@code
 * <Resource name="hlsprebuffer/engine" auth="Container"
 *           type="io.github.hlsprebuffer.prefetch.SharedEngine"
 *           factory="io.github.hlsprebuffer.tomcat.SharedEngineFactory"
 *           singleton="true" closeMethod="close" offHeapSize="1GB"/>
 * }</pre>
 *
 * <p>Its attributes are those settings that are not a filter's own; a system property or
 * environment variable of the same meaning wins. An unknown or malformed one stops every
 * application that uses the resource. Thread-safe.
 */
public final class SharedEngineFactory implements ObjectFactory {
  /** What the container means by them, or asks for them, and we do not. */
  private static final Set<String> CONTAINERS_OWN =
      Set.of("auth", "closeMethod", "description", "factory", "name", "scope", "singleton", "type");

  private static final String FILTER_CLASS = "io/github/hlsprebuffer/servlet/PrebufferFilter.class";

  /** For the container. */
  public SharedEngineFactory() {}

  /**
   * The engine of this resource: a new one, or the one that runs already.
   *
   * @return null where this is not about a resource of ours
   * @throws NamingException if this library lies where it cannot be shared
   * @throws io.github.hlsprebuffer.config.ConfigurationException if an attribute is unknown or
   *     malformed
   */
  @Override
  public @Nullable Object getObjectInstance(
      @Nullable Object object,
      @Nullable Name name,
      @Nullable Context context,
      @Nullable Hashtable<?, ?> environment)
      throws NamingException {
    if (!(object instanceof Reference reference)) {
      return null;
    }
    checkPlacement();
    Map<String, String> attributes = attributes(reference);
    return RunningEngines.get(name + " " + attributes, () -> start(attributes));
  }

  private static SharedEngine start(Map<String, String> attributes) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Whoever asks first may be an application, which must not be what the engine remembers.
    thread.setContextClassLoader(SharedEngineFactory.class.getClassLoader());
    try {
      return SharedEngine.start(
          new PrebufferConfigReader(
              List.of(
                  SettingSource.systemProperties(),
                  SettingSource.environment(System.getenv()),
                  SettingSource.resourceAttributes(attributes))));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Map<String, String> attributes(Reference reference) {
    Map<String, String> attributes = new TreeMap<>();
    for (RefAddr address : Collections.list(reference.getAll())) {
      if (!CONTAINERS_OWN.contains(address.getType())) {
        attributes.put(address.getType(), String.valueOf(address.getContent()));
      }
    }
    return attributes;
  }

  /**
   * What is an application's own must come from the application, or CDI and Servlet are confused.
   */
  private static void checkPlacement() throws NamingException {
    ClassLoader loader = SharedEngineFactory.class.getClassLoader();
    URL filter = loader == null ? null : loader.getResource(FILTER_CLASS);
    if (filter != null) {
      throw new NamingException(
          "For a shared cache Tomcat's lib must have hls-prebuffer-tomcat.jar, and not"
              + " hls-prebuffer.jar, which belongs into WEB-INF/lib of each application; but there"
              + " is "
              + filter);
    }
  }
}
