package io.github.hlsprebuffer.it.host;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Does not let its application start. */
public final class FailingListener implements ServletContextListener {
  /** For the container. */
  public FailingListener() {}

  @Override
  public void contextInitialized(ServletContextEvent event) {
    throw new IllegalStateException("This application never starts");
  }
}
