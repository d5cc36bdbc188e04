package io.github.hlsprebuffer.it.host;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serial;
import java.io.UncheckedIOException;

/** Writes playlists in the way that the request's name says, never with a length. */
public final class PlaylistServlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  private static final int SEGMENTS = 4;

  /** For the container. */
  public PlaylistServlet() {}

  /** The playlist of that name; its segments lie below {@code /relay/} and the name. */
  public static String playlist(String name) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:6\n");
    for (int i = 0; i < SEGMENTS; i++) {
      text.append("#EXTINF:6,Gr\u00fc\u00dfe\n../relay/%s/segment%d.ts\n".formatted(name, i));
    }
    return text.append("#EXT-X-ENDLIST\n").toString();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String name = request.getPathInfo().replaceAll("^/|\\.m3u8$", "");
    response.setContentType("application/vnd.apple.mpegurl;charset=UTF-8");
    if (name.equals("forward")) {
      request.getRequestDispatcher("/written/forwarded.m3u8").forward(request, response);
    } else if (name.equals("async")) {
      writeLater(request.startAsync(), response);
    } else {
      write(name.equals("forwarded") ? "forward" : name, response.getWriter());
    }
  }

  private static void write(String name, PrintWriter writer) {
    playlist(name).lines().forEach(line -> writer.print(line + "\n"));
    if (name.equals("writer-flushing")) {
      writer.flush();
    }
    if (name.equals("writer-closing")) {
      writer.close();
    }
  }

  private static void writeLater(AsyncContext context, HttpServletResponse response) {
    context.start(
        () -> {
          try {
            write("async", response.getWriter());
            response.flushBuffer();
            context.complete();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
