package io.github.hlsprebuffer.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.jspecify.annotations.Nullable;

/**
 * Holds everything of HLS Prebuffer that has a life in a web application until the application
 * stops, and has the container come back to the filters of ours when a viewer need not wait any
 * more.
 *
 * <p>Declaring it is rarely needed: {@link PrebufferInitializer} adds it where the filter is
 * declared, and the filter does without it elsewhere. Declare it in {@code web.xml} where the log
 * says that viewers hold threads because it is missing:
 *
 * <pre>{@code
 * <listener>
 *   <listener-class>io.github.hlsprebuffer.servlet.PrebufferContextListener</listener-class>
 * </listener>
 * }</pre>
 */
public final class PrebufferContextListener implements ServletContextListener {
  private final @Nullable ServletContext unrestricted;
  private final Runnable beforeAll;
  private @Nullable ApplicationLife life;

  /** For the container. */
  public PrebufferContextListener() {
    this.unrestricted = null;
    this.beforeAll = () -> {};
  }

  /**
   * A listener that is added in code.
   *
   * @param unrestricted the context as whoever adds it has it: containers show listeners that were
   *     not declared one that can do less
   * @param beforeAll what is left to do when all initializers have run
   */
  PrebufferContextListener(ServletContext unrestricted, Runnable beforeAll) {
    this.unrestricted = unrestricted;
    this.beforeAll = beforeAll;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = unrestricted == null ? event.getServletContext() : unrestricted;
    Placement.requireOnce(context);
    Placement.requireSightOfCdi(context);
    beforeAll.run();
    ApplicationLife held = ApplicationLife.hold(context, this);
    life = held;
    held.mapAsync(context);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    ApplicationLife held = life;
    life = null;
    if (held != null) {
      held.release(this);
    }
  }
}
