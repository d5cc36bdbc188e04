package io.github.hlsprebuffer.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What one run measures, and with what; every value comes from a system property {@code
 * bench.NAME}.
 *
 * @param war the packaged gateway
 * @param tomcatHome an unpacked Tomcat
 * @param tomcatConfig the directory with the connector's {@code conf} and {@code bin}
 * @param output where the table and the chart go
 * @param work where servers keep their files while they run; deleted afterwards
 * @param jvmOptions options of the gateway's JVM
 * @param rounds how often each server is measured for each size
 * @param seconds how long one measurement takes
 * @param warmUpSeconds how long each gateway answers small objects beforehand
 * @param connections keep-alive connections that ask at the same time
 * @param connectors attributes of Tomcat's connector to measure beside the configured ones, such as
 *     {@code socket.appWriteBufSize=8192}; several that belong together have commas between them
 * @param serverCore the processor core that servers run on
 * @param loadCore the processor core that the load generator runs on
 */
record BenchSettings(
    Path war,
    Path tomcatHome,
    Path tomcatConfig,
    Path output,
    Path work,
    String jvmOptions,
    int rounds,
    int seconds,
    int warmUpSeconds,
    int connections,
    List<String> connectors,
    int serverCore,
    int loadCore) {

  static BenchSettings ofSystemProperties() {
    return new BenchSettings(
        path("war"),
        path("tomcat"),
        path("tomcatConfig"),
        path("output"),
        path("work"),
        text("jvm"),
        number("rounds"),
        number("seconds"),
        number("warmUpSeconds"),
        number("connections"),
        list("connectors", ";"),
        number("serverCore"),
        number("loadCore"));
  }

  BenchSettings withJvmOptions(String options) {
    return new BenchSettings(
        war,
        tomcatHome,
        tomcatConfig,
        output,
        work,
        options,
        rounds,
        seconds,
        warmUpSeconds,
        connections,
        connectors,
        serverCore,
        loadCore);
  }

  private static Path path(String name) {
    return Path.of(text(name)).toAbsolutePath();
  }

  static int number(String name) {
    return Integer.parseInt(text(name));
  }

  /** What stands between separators; {@code none} stands for nothing. */
  static List<String> list(String name, String separator) {
    return Arrays.stream(text(name).split(separator, -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty() && !item.equals("none"))
        .toList();
  }

  static String text(String name) {
    String value = System.getProperty("bench." + name);
    if (value == null) {
      throw new IllegalArgumentException("Not set: bench." + name);
    }
    return value.strip();
  }
}
