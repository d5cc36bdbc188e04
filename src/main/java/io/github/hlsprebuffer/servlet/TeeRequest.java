package io.github.hlsprebuffer.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The request that the host application sees while a tee listens to its response. */
final class TeeRequest extends HttpServletRequestWrapper {
  // Tomcat sends a file by itself if it may, and then no byte passes through the wrapped response.
  private static final String SENDFILE_SUPPORT = "org.apache.tomcat.sendfile.support";

  private final TeeResponse response;

  TeeRequest(HttpServletRequest request, TeeResponse response) {
    super(request);
    this.response = response;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return SENDFILE_SUPPORT.equals(name) ? null : super.getAttribute(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    List<String> names = Collections.list(super.getAttributeNames());
    names.remove(SENDFILE_SUPPORT);
    return Collections.enumeration(names);
  }

  @Override
  public @Nullable RequestDispatcher getRequestDispatcher(String path) {
    RequestDispatcher dispatcher = super.getRequestDispatcher(path);
    return dispatcher == null || TeeDispatcher.isNeedlessFor(dispatcher)
        ? dispatcher
        : new TeeDispatcher(dispatcher, response);
  }

  @Override
  public HttpSession getSession() {
    return Objects.requireNonNull(getSession(/* create= */ true));
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    HttpSession session = super.getSession(create);
    if (session != null && session.isNew()) {
      response.beginsSession();
    }
    return session;
  }

  @Override
  public String changeSessionId() {
    response.beginsSession();
    return super.changeSessionId();
  }

  /** Without arguments a container would continue with the response as it was before us. */
  @Override
  public AsyncContext startAsync() {
    return super.startAsync(this, response);
  }
}
