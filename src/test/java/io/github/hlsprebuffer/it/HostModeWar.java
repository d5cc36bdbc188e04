package io.github.hlsprebuffer.it;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.servlet.PrebufferContextListener;
import io.github.hlsprebuffer.servlet.PrebufferFilter;
import io.github.hlsprebuffer.servlet.PrebufferStatisticsServlet;
import jakarta.servlet.ServletContainerInitializer;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Builds a host application with the filter in front of it. Filters run in the order added. */
final class HostModeWar {
  private final WebArchive war;
  private final StringBuilder descriptor = new StringBuilder();
  private final Map<String, String> parameters =
      new TreeMap<>(Map.of("hlsprebuffer.offHeapSize", "16MB"));

  private HostModeWar(String name) {
    war = ShrinkWrap.create(WebArchive.class, name + ".war");
    war.addPackage(CountingFilter.class.getPackage());
  }

  static HostModeWar named(String name) {
    return new HostModeWar(name);
  }

  /** A context parameter. */
  HostModeWar parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /** The filter under test, mapped to everything, with its listener and statistics. */
  HostModeWar prebuffer(String... dispatchers) {
    return jars()
        .listener(PrebufferContextListener.class.getName())
        .filter(PrebufferFilter.class, dispatchers);
  }

  /** The jars of the filter under test, and its statistics; nothing else of it. */
  HostModeWar jars() {
    war.addAsLibraries(new File(property("it.jar"))).addAsLibraries(files("it.lib.dir", "runtime"));
    return servlet(PrebufferStatisticsServlet.class, HostModeApp.STATISTICS);
  }

  /** A listener, before those that are added later. */
  HostModeWar listener(String className) {
    return element("<listener><listener-class>%s</listener-class></listener>".formatted(className));
  }

  /** An element of the deployment descriptor. */
  HostModeWar element(String xml) {
    descriptor.append(xml);
    return this;
  }

  /** A jar whose initializer the container calls. */
  HostModeWar initializer(Class<? extends ServletContainerInitializer> type) {
    war.addAsLibraries(
        ShrinkWrap.create(JavaArchive.class, type.getSimpleName() + ".jar")
            .addAsServiceProvider(ServletContainerInitializer.class, type));
    return this;
  }

  /** A filter mapped to everything. */
  HostModeWar filter(Class<?> type, String... dispatchers) {
    String name = type.getSimpleName();
    descriptor
        .append("<filter><filter-name>%s</filter-name>".formatted(name))
        .append("<filter-class>%s</filter-class>".formatted(type.getName()))
        .append("<async-supported>true</async-supported></filter>")
        .append("<filter-mapping><filter-name>%s</filter-name>".formatted(name))
        .append("<url-pattern>/*</url-pattern>");
    for (String dispatcher : dispatchers) {
      descriptor.append("<dispatcher>%s</dispatcher>".formatted(dispatcher));
    }
    descriptor.append("</filter-mapping>");
    return this;
  }

  HostModeWar servlet(Class<?> type, String pattern, String... namesAndValues) {
    return servlet(type.getName(), pattern, namesAndValues);
  }

  /** A servlet with init parameters, given as names and values in turn. */
  HostModeWar servlet(String className, String pattern, String... namesAndValues) {
    descriptor
        .append("<servlet><servlet-name>%s</servlet-name>".formatted(className))
        .append("<servlet-class>%s</servlet-class>".formatted(className));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      descriptor
          .append("<init-param><param-name>%s</param-name>".formatted(namesAndValues[i]))
          .append("<param-value>%s</param-value></init-param>".formatted(namesAndValues[i + 1]));
    }
    descriptor
        .append("<async-supported>true</async-supported></servlet>")
        .append("<servlet-mapping><servlet-name>%s</servlet-name>".formatted(className))
        .append("<url-pattern>%s</url-pattern></servlet-mapping>".formatted(pattern));
    return this;
  }

  /** Lets only members have what lies below a path, whom the container knows by BASIC. */
  HostModeWar forMembers(String pattern) {
    descriptor
        .append("<security-constraint><web-resource-collection>")
        .append("<web-resource-name>members</web-resource-name>")
        .append("<url-pattern>%s</url-pattern></web-resource-collection>".formatted(pattern))
        .append("<auth-constraint><role-name>member</role-name></auth-constraint>")
        .append("</security-constraint>")
        .append("<login-config><auth-method>BASIC</auth-method></login-config>")
        .append("<security-role><role-name>member</role-name></security-role>");
    // Else Tomcat says of everything that it has expired, and nothing were ever stored.
    war.addAsManifestResource(
        new StringAsset(
            """
            <Context><Valve disableProxyCaching="false"
                className="org.apache.catalina.authenticator.BasicAuthenticator"/></Context>
            """),
        "context.xml");
    return this;
  }

  HostModeWar libraries(String directoryProperty) {
    war.addAsLibraries(files(directoryProperty, ""));
    return this;
  }

  /** Static files below a path, for the container's own default servlet. */
  HostModeWar files(Path directory, String path) {
    war.merge(
        ShrinkWrap.create(ExplodedImporter.class)
            .importDirectory(directory.toFile())
            .as(WebArchive.class),
        path);
    return this;
  }

  HostModeWar file(byte[] content, String path) {
    war.add(new ByteArrayAsset(content), path);
    return this;
  }

  WebArchive build() {
    // They say how the filter under test works, and would mean nothing where it is not.
    parameters.forEach(
        (name, value) ->
            element(
                "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
                    .formatted(name, value)));
    return war.setWebXML(
        new StringAsset(
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0"
                metadata-complete="true">%s</web-app>
            """
                .formatted(descriptor)));
  }

  private static File[] files(String directoryProperty, String child) {
    File directory = new File(property(directoryProperty), child);
    return Objects.requireNonNull(directory.listFiles(), directory::toString);
  }

  static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }
}
