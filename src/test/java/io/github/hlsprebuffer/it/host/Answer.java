package io.github.hlsprebuffer.it.host;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** One way in which a host application answers. */
@FunctionalInterface
interface Answer {
  void give(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException;
}
