package io.github.hlsprebuffer.it.host;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Answers what the server named by the init parameter {@code target} answers, bytes as they come,
 * so that a test decides there what this application does.
 */
public final class RelayServlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  private static final List<String> RELAYED =
      List.of(
          "Cookie",
          "Authorization",
          "Range",
          "If-Range",
          "If-None-Match",
          "If-Modified-Since",
          "Accept-Encoding");

  private static final Set<String> NOT_RELAYED =
      Set.of("date", "connection", "transfer-encoding", "content-length");

  /** For the container. */
  public RelayServlet() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HttpURLConnection connection = connect(request);
    response.setStatus(connection.getResponseCode());
    connection
        .getHeaderFields()
        .forEach((name, values) -> relay(response, name == null ? "date" : name, values));
    if (connection.getContentLengthLong() >= 0) {
      response.setContentLengthLong(connection.getContentLengthLong());
    }
    boolean failed = connection.getResponseCode() >= 400;
    try (InputStream in = failed ? connection.getErrorStream() : connection.getInputStream()) {
      // There is none of an error without a body.
      if (in != null) {
        long copied = copy(in, response.getOutputStream());
        // The client takes the end of the connection for the end of the body.
        if (copied < connection.getContentLengthLong()) {
          throw new EOFException("%s ended after %d bytes".formatted(connection.getURL(), copied));
        }
      }
    }
  }

  private HttpURLConnection connect(HttpServletRequest request) throws IOException {
    String query = request.getQueryString();
    URL url =
        new URL(
            getInitParameter("target")
                + request.getPathInfo()
                + (query == null ? "" : "?" + query));
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Connection", "close");
    for (String name : RELAYED) {
      String value = request.getHeader(name);
      if (value != null) {
        connection.setRequestProperty(name, value);
      }
    }
    return connection;
  }

  private static void relay(HttpServletResponse response, String name, List<String> values) {
    if (!NOT_RELAYED.contains(name.toLowerCase(Locale.ROOT))) {
      values.forEach(value -> response.addHeader(name, value));
    }
  }

  private static long copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    long copied = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      out.flush();
      copied += count;
    }
    return copied;
  }
}
