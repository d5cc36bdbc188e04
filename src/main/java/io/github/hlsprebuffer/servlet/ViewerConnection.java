package io.github.hlsprebuffer.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.Socket;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection below a request, in containers that do not break it off by themselves where a
 * filter fails in mid-body: a body without a length then ends as if it were whole (RFC 9112 §8).
 * They have no other door to it than their own classes, which are not on our class path.
 */
final class ViewerConnection {
  private static final Logger log = LoggerFactory.getLogger(ViewerConnection.class);

  private ViewerConnection() {}

  /** Closes it where the container would not, so that nobody takes what was sent for the whole. */
  static void breakOff(ServletRequest request) {
    ServletRequest own = request;
    while (own instanceof ServletRequestWrapper wrapper) {
      own = wrapper.getRequest();
    }
    try {
      close(own);
    } catch (ReflectiveOperationException | RuntimeException | IOException e) {
      log.warn("A connection could not be broken off: a viewer may take a part for the whole", e);
    }
  }

  private static void close(ServletRequest request)
      throws ReflectiveOperationException, IOException {
    String server = request.getServletContext().getServerInfo();
    if (request.getClass().getName().startsWith("io.undertow.servlet.")) {
      if (get(request, "getExchange", "getConnection") instanceof Closeable connection) {
        connection.close();
      }
    } else if (server.contains("GlassFish")) {
      // Not close(): Grizzly waits with that until a slow viewer has taken what is queued, and
      // sends along what the container queues meanwhile, which is the end of the body.
      Object unusedFuture =
          get(
              request,
              "getUnwrappedCoyoteRequest",
              "getGrizzlyRequest",
              "getRequest",
              "getConnection",
              "terminate");
    } else if (server.contains("Liberty")) {
      if (get(request, "getIRequest", "getRequestSocket") instanceof Socket socket) {
        // No more than that: what its channels still know of the connection they end themselves.
        socket.shutdownOutput();
      }
    }
  }

  private static Object get(Object from, String... getters) throws ReflectiveOperationException {
    Object target = from;
    for (String getter : getters) {
      target =
          Objects.requireNonNull(
              publicClass(target.getClass()).getMethod(getter).invoke(target), getter);
    }
    return target;
  }

  /** One whose methods anyone may call. */
  private static Class<?> publicClass(Class<?> type) {
    Class<?> found = type;
    while (!Modifier.isPublic(found.getModifiers())) {
      found = found.getSuperclass();
    }
    return found;
  }
}
