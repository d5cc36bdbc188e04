package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** The example application for Spring Boot, compiled and started with one version of that. */
record SpringBootApp(JavaProcess process, HostModeApp app) implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/spring-boot/java");
  private static final Path WORK = Path.of("target/spring-boot");

  /**
   * Starts it.
   *
   * @param media what it serves
   * @param operator field line of who may see the statistics
   * @param arguments properties of Spring Boot, each {@code name=value}
   */
  static SpringBootApp start(Path media, String operator, String... arguments) throws IOException {
    Path libraries = Path.of(GatewayWar.property("spring.boot.lib"));
    Path classes = WORK.resolve("classes-" + libraries.getFileName());
    String classPath =
        classPath(libraries.toFile().listFiles())
            + File.pathSeparator
            + GatewayWar.property("it.jar")
            + File.pathSeparator
            + classPath(GatewayWar.libraries("runtime"));
    compile(classPath, classes);
    List<String> command =
        new ArrayList<>(
            List.of(
                JavaProcess.java(), "-Xmx256m", "-cp", classes + File.pathSeparator + classPath));
    command.add("example.StreamApplication");
    command.addAll(
        List.of(
            "--server.address=127.0.0.1",
            "--server.port=0",
            // One for the viewer, one for what is fetched ahead for him.
            "--server.tomcat.threads.max=2",
            "--server.servlet.context-parameters.hlsprebuffer.offHeapSize=16MB",
            "--spring.mvc.static-path-pattern=/media/**",
            "--spring.web.resources.static-locations=" + media.toUri()));
    Arrays.stream(arguments).map(argument -> "--" + argument).forEach(command::add);
    Path output = WORK.resolve("output-" + libraries.getFileName() + ".log");
    JavaProcess process = JavaProcess.start(output, Map.of(), command);
    String port = process.awaitPrinted("Tomcat started on port (\\d+)");
    return new SpringBootApp(
        process, new HostModeApp(URI.create("http://127.0.0.1:" + port + "/"), List.of(operator)));
  }

  private static String classPath(File[] jars) {
    return Arrays.stream(Objects.requireNonNull(jars))
        .map(File::getPath)
        .sorted()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void compile(String classPath, Path classes) throws IOException {
    Files.createDirectories(classes);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-parameters",
                "-cp",
                classPath,
                "-d",
                classes.toString(),
                SOURCES.resolve("example/StreamApplication.java").toString());
    assertThat(result).as("compiled").isZero();
  }

  @Override
  public void close() {
    process.close();
  }
}
