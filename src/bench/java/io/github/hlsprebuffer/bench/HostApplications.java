package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * One Tomcat, set up as the gateway's, with the same application three times: as it is, with our
 * libraries, and with the filter too.
 */
final class HostApplications implements CacheKind {
  static final String PLAIN = "/plain";
  static final String IDLE = "/idle";
  static final String FILTERED = "/filtered";

  /** A small page: the larger the response, the less a filter's share of its cost. */
  static final String PAGE = "/page.html";

  private static final int PAGE_BYTES = 1024;

  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">%s</web-app>
      """;

  private static final String FILTER =
      """

        <filter>
          <filter-name>prebuffer</filter-name>
          <filter-class>io.github.hlsprebuffer.servlet.PrebufferFilter</filter-class>
          <async-supported>true</async-supported>
        </filter>
        <filter-mapping>
          <filter-name>prebuffer</filter-name>
          <url-pattern>/*</url-pattern>
        </filter-mapping>
      """;

  private final Gateway gateway;
  private final BenchSettings settings;

  HostApplications(BenchSettings settings) {
    this.settings = settings;
    this.gateway = Gateway.withSettings(settings, "Tomcat", List.of());
  }

  @Override
  public String name() {
    return "Tomcat";
  }

  @Override
  public String program() {
    return gateway.program();
  }

  @Override
  public String version() {
    return gateway.version();
  }

  @Override
  public Launch prepare(Path directory, int port, int originPort) throws IOException {
    Launch launch = gateway.prepareTomcat(directory, port, /* moreOptions= */ "");
    Path applications = directory.resolve("webapps");
    write(applications.resolve(PLAIN.substring(1)), WEB_XML.formatted(""));
    Path idle = applications.resolve(IDLE.substring(1));
    write(idle, WEB_XML.formatted(""));
    copyLibraries(idle.resolve("WEB-INF/lib"));
    Path filtered = applications.resolve(FILTERED.substring(1));
    write(filtered, WEB_XML.formatted(FILTER));
    copyLibraries(filtered.resolve("WEB-INF/lib"));
    return launch;
  }

  private static void write(Path application, String webXml) throws IOException {
    Files.createDirectories(application.resolve("WEB-INF"));
    Files.writeString(application.resolve("WEB-INF/web.xml"), webXml);
    Files.writeString(application.resolve(PAGE.substring(1)), "x".repeat(PAGE_BYTES));
  }

  /**
   * The project's own jar, and what it needs: of the gateway's all but CDI, which is for itself.
   */
  private void copyLibraries(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (InputStream file = Files.newInputStream(settings.war());
        ZipInputStream war = new ZipInputStream(file)) {
      for (ZipEntry entry = war.getNextEntry(); entry != null; entry = war.getNextEntry()) {
        if (entry.getName().matches("WEB-INF/lib/(?!weld)[\\w.-]+\\.jar")) {
          Files.copy(war, directory.resolve(Path.of(entry.getName()).getFileName()));
        }
      }
    }
  }
}
