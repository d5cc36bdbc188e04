package io.github.hlsprebuffer.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stops an application in whose class path this library is twice, before its CDI container does so
 * without saying what to do.
 */
public final class PlacementCheck implements ServletContainerInitializer {
  /** For the container. */
  public PlacementCheck() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    Placement.requireOnce(context);
  }
}
