package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The text interface of the Manager application of a Tomcat. Thread-safe. */
final class TomcatManager {
  private static final String CREDENTIALS = "arquillian:arquillian";

  private final URI server;

  /** That of the Tomcat under test. */
  TomcatManager() {
    this(Integer.parseInt(GatewayWar.property("tomcat.http.port")));
  }

  /** That of a Tomcat with this port. */
  TomcatManager(int port) {
    server = URI.create("http://127.0.0.1:" + port);
  }

  /** Deploys a WAR, which must start, and returns where it is. */
  Gateway deploy(WebArchive war) throws IOException, InterruptedException {
    assertThat(tryToDeploy(war)).startsWith("OK");
    return new Gateway(server.resolve(contextPath(war) + "/"));
  }

  /** Deploys a WAR that may fail to start, and returns what the Manager says of that. */
  String tryToDeploy(WebArchive war) throws IOException, InterruptedException {
    return deploy(war, "");
  }

  /** Puts a WAR in the place of the one that is there. */
  void redeploy(WebArchive war) throws IOException, InterruptedException {
    assertThat(deploy(war, "&update=true")).startsWith("OK");
  }

  private String deploy(WebArchive war, String parameter) throws IOException, InterruptedException {
    byte[] bytes;
    try (InputStream zip = war.as(ZipExporter.class).exportAsInputStream()) {
      bytes = zip.readAllBytes();
    }
    return send(
        request("deploy?path=" + contextPath(war) + parameter)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));
  }

  /** Deploys what a context file describes, and returns what the Manager says of that. */
  String tryToDeploy(String contextPath, Path contextFile)
      throws IOException, InterruptedException {
    return send(request("deploy?path=" + contextPath + "&config=" + contextFile.toUri()));
  }

  void undeploy(WebArchive war) throws IOException, InterruptedException {
    undeploy(contextPath(war));
  }

  void undeploy(String contextPath) throws IOException, InterruptedException {
    assertThat(send(request("undeploy?path=" + contextPath))).startsWith("OK");
  }

  /** Where an application is. */
  URI root(String contextPath) {
    return server.resolve(contextPath + "/");
  }

  /** Stops an application and starts it again. */
  void reload(WebArchive war) throws IOException, InterruptedException {
    assertThat(send(request("reload?path=" + contextPath(war)))).startsWith("OK");
  }

  /** The applications that were stopped and are still in memory, one on each line. */
  String findLeaks() throws IOException, InterruptedException {
    return send(request("findleaks"));
  }

  private static String contextPath(WebArchive war) {
    return "/" + war.getName().replaceFirst("\\.war$", "");
  }

  private HttpRequest.Builder request(String command) {
    String credentials =
        Base64.getEncoder().encodeToString(CREDENTIALS.getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(server.resolve("/manager/text/" + command))
        .header("Authorization", "Basic " + credentials);
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        // A new one, with a new connection: Tomcat may be closing the one that was used before.
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }
}
