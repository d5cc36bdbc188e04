package io.github.hlsprebuffer.it;

import io.github.hlsprebuffer.servlet.PrebufferContextListener;
import io.github.hlsprebuffer.servlet.PrebufferFilter;
import io.github.hlsprebuffer.servlet.PrebufferStatisticsServlet;
import java.io.File;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A web application that is nothing but a gateway: the filter on {@code /hls/*}, the statistics on
 * {@code /statistics}, and the jars as a user would put them there. An immutable value.
 *
 * @param name file name of the WAR, which gives it its context path
 * @param initParams of the filter
 */
record GatewayWar(String name, Map<String, String> initParams) {
  /** Where the filter is mapped, without the context path. */
  static final String PREFIX = "/hls";

  private static final String SMALL_CACHE = "16MB";

  GatewayWar {
    initParams = Map.copyOf(initParams);
  }

  /** A gateway to an origin, with a cache that is small enough for several beside each other. */
  static GatewayWar to(URI origin, String name) {
    return new GatewayWar(name, Map.of("origin", origin.toString()))
        .with("heapSize", "4MB")
        .with("offHeapSize", SMALL_CACHE);
  }

  /** A gateway to an origin that takes its cache as it comes. */
  static GatewayWar sharing(URI origin, String name) {
    return new GatewayWar(name, Map.of("origin", origin.toString()));
  }

  GatewayWar with(String initParam, String value) {
    Map<String, String> more = new LinkedHashMap<>(initParams);
    more.put(initParam, value);
    return new GatewayWar(name, more);
  }

  /** The archive, without a CDI container. */
  WebArchive archive() {
    return ShrinkWrap.create(WebArchive.class, name)
        .addAsLibraries(new File(property("it.jar")))
        .addAsLibraries(libraries("runtime"))
        .setWebXML(new StringAsset(webXml()));
  }

  /** The jars of one folder of {@code it.lib.dir}: runtime, weld or test. */
  static File[] libraries(String folder) {
    return Objects.requireNonNull(new File(property("it.lib.dir"), folder).listFiles(), folder);
  }

  /** What an application takes with it that wants CDI. */
  static File[] cdi() {
    return Container.underTest().bringsCdi() ? new File[0] : libraries("weld");
  }

  static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }

  private String webXml() {
    StringBuilder params = new StringBuilder();
    initParams.forEach(
        (param, value) ->
            params.append(
                "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>"
                    .formatted(param, value)));
    return """
    <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
      <listener><listener-class>%s</listener-class></listener>
      <filter>
        <filter-name>prebuffer</filter-name>
        <filter-class>%s</filter-class>
        <async-supported>true</async-supported>
        %s
      </filter>
      <filter-mapping>
        <filter-name>prebuffer</filter-name>
        <url-pattern>%s/*</url-pattern>
        <dispatcher>REQUEST</dispatcher>
        <dispatcher>ASYNC</dispatcher>
      </filter-mapping>
      <servlet>
        <servlet-name>statistics</servlet-name>
        <servlet-class>%s</servlet-class>
      </servlet>
      <servlet-mapping>
        <servlet-name>statistics</servlet-name>
        <url-pattern>/statistics</url-pattern>
      </servlet-mapping>
    </web-app>
    """
        .formatted(
            PrebufferContextListener.class.getName(),
            PrebufferFilter.class.getName(),
            params,
            PREFIX,
            PrebufferStatisticsServlet.class.getName());
  }
}
