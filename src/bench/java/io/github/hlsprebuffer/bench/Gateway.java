package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The project's gateway: its WAR in Tomcat, with the files of {@code tomcat-config}. */
final class Gateway implements CacheKind {
  /** Room for all objects. */
  private static final String AMPLE = "128MB";

  /** Room for a single block. */
  private static final String TINY = "64KB";

  private static final String WRITE_BUFFER = "socket.appWriteBufSize=\"(\\d+)\"";

  private final BenchSettings settings;
  private final String name;
  private final String heapSize;

  /** In bytes; empty for the configured one. */
  private final String writeBuffer;

  private Gateway(BenchSettings settings, String name, String heapSize, String writeBuffer) {
    this.settings = settings;
    this.name = name;
    this.heapSize = heapSize;
    this.writeBuffer = writeBuffer;
  }

  /** From heap, from off-heap, and from heap with other write buffers. */
  static List<Gateway> all(BenchSettings settings) {
    List<Gateway> all = new ArrayList<>();
    all.add(new Gateway(settings, "gateway, heap", AMPLE, ""));
    all.add(new Gateway(settings, "gateway, off-heap", TINY, ""));
    for (String bytes : settings.writeBuffers()) {
      String name = "gateway, heap, " + Integer.parseInt(bytes) / 1024 + " KiB writes";
      all.add(new Gateway(settings, name, AMPLE, bytes));
    }
    return all;
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
    copy(settings.tomcatHome().resolve("conf"), directory.resolve("conf"));
    copy(settings.tomcatConfig().resolve("conf"), directory.resolve("conf"));
    copy(settings.tomcatConfig().resolve("bin"), directory.resolve("bin"));
    setWriteBuffer(directory.resolve("conf/server.xml"));
    for (String needed : new String[] {"webapps", "logs", "temp"}) {
      Files.createDirectories(directory.resolve(needed));
    }
    Files.copy(settings.war(), directory.resolve("webapps/ROOT.war"));
    String options =
        settings.jvmOptions()
            + " -Dhttp.address=127.0.0.1 -Dhttp.port="
            + port
            + " -Dhlsprebuffer.origin=http://127.0.0.1:"
            + originPort
            + " -Dhlsprebuffer.heapSize="
            + heapSize
            + " -Dhlsprebuffer.offHeapSize=256MB";
    return new Launch(
        List.of("sh", settings.tomcatHome().resolve("bin/catalina.sh").toString(), "run"),
        Map.of(
            "CATALINA_HOME",
            settings.tomcatHome().toString(),
            "CATALINA_BASE",
            directory.toString(),
            "CATALINA_OPTS",
            options,
            "JAVA_HOME",
            System.getProperty("java.home")));
  }

  private void setWriteBuffer(Path serverXml) throws IOException {
    if (!writeBuffer.isEmpty()) {
      String replacement = "socket.appWriteBufSize=\"" + writeBuffer + "\"";
      String text = Files.readString(serverXml);
      Files.writeString(serverXml, text.replaceFirst(WRITE_BUFFER, replacement));
    }
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
