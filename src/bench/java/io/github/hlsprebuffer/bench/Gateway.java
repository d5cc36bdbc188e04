package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The project's gateway: its WAR in Tomcat, with the files of {@code tomcat-config}. */
final class Gateway implements CacheKind {
  /** Room for all objects. */
  private static final String AMPLE = "128MB";

  /** Room for a single block. */
  private static final String TINY = "64KB";

  private final BenchSettings settings;
  private final String name;

  /** Of the gateway, as {@code name=value}, in place of the defaults. */
  private final List<String> options;

  /** As {@code name=value}, in place of the configured ones. */
  private final List<String> connector;

  private Gateway(
      BenchSettings settings, String name, List<String> options, List<String> connector) {
    this.settings = settings;
    this.name = name;
    this.options = options;
    this.connector = connector;
  }

  /** From heap, from off-heap, and from heap with other connectors. */
  static List<Gateway> all(BenchSettings settings) {
    List<Gateway> all = new ArrayList<>();
    all.add(new Gateway(settings, "gateway, heap", heap(AMPLE), List.of()));
    all.add(new Gateway(settings, "gateway, off-heap", heap(TINY), List.of()));
    for (String connector : settings.connectors()) {
      String name = "gateway, heap, " + connector.replace("socket.", "");
      all.add(new Gateway(settings, name, heap(AMPLE), List.of(connector.split(",", -1))));
    }
    return all;
  }

  /** From heap, with so many threads at most. */
  static Gateway withThreads(BenchSettings settings, int threads) {
    return new Gateway(
        settings,
        "gateway, " + threads + " threads",
        heap(AMPLE),
        List.of("maxThreads=" + threads, "minSpareThreads=" + threads));
  }

  /** With these settings of its own, and otherwise as it comes. */
  static Gateway withSettings(BenchSettings settings, String name, List<String> options) {
    return new Gateway(settings, name, options, List.of());
  }

  private static List<String> heap(String size) {
    return List.of("heapSize=" + size, "offHeapSize=256MB");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String program() {
    return "sh";
  }

  @Override
  public String version() {
    return settings.tomcatHome().getFileName()
        + ", Java "
        + Runtime.version().feature()
        + ", "
        + settings.jvmOptions();
  }

  @Override
  public String pathPrefix() {
    return "/hls";
  }

  @Override
  public boolean isGateway() {
    return true;
  }

  @Override
  public Launch prepare(Path directory, int port, int originPort) throws IOException {
    Launch launch =
        prepareTomcat(directory, port, " -Dhlsprebuffer.origin=http://127.0.0.1:" + originPort);
    Files.copy(settings.war(), directory.resolve("webapps/ROOT.war"));
    return launch;
  }

  /**
   * The same Tomcat without an application.
   *
   * @param moreOptions of its JVM, each with a blank before it
   */
  Launch prepareTomcat(Path directory, int port, String moreOptions) throws IOException {
    copy(settings.tomcatHome().resolve("conf"), directory.resolve("conf"));
    copy(settings.tomcatConfig().resolve("conf"), directory.resolve("conf"));
    copy(settings.tomcatConfig().resolve("bin"), directory.resolve("bin"));
    setConnector(directory.resolve("conf/server.xml"));
    for (String needed : new String[] {"webapps", "logs", "temp"}) {
      Files.createDirectories(directory.resolve(needed));
    }
    String jvmOptions =
        settings.jvmOptions()
            + " -Dhttp.address=127.0.0.1 -Dhttp.port="
            + port
            + moreOptions
            + options.stream().map(" -Dhlsprebuffer."::concat).collect(Collectors.joining());
    return new Launch(
        List.of("sh", settings.tomcatHome().resolve("bin/catalina.sh").toString(), "run"),
        Map.of(
            "CATALINA_HOME",
            settings.tomcatHome().toString(),
            "CATALINA_BASE",
            directory.toString(),
            "CATALINA_OPTS",
            jvmOptions,
            "JAVA_HOME",
            System.getProperty("java.home")));
  }

  private void setConnector(Path serverXml) throws IOException {
    String text = Files.readString(serverXml);
    for (String attribute : connector) {
      String name = attribute.replaceFirst("=.*", "");
      String value = attribute.substring(name.length() + 1);
      text =
          text.replaceAll("\\s" + Pattern.quote(name) + "=\"[^\"]*\"", "")
              .replace("<Connector ", "<Connector " + name + "=\"" + value + "\" ");
    }
    Files.writeString(serverXml, text);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(file.getFileName().toString());
        Files.deleteIfExists(target);
        Files.copy(file, target);
      }
    }
  }
}
