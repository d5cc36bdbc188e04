package io.github.hlsprebuffer.it.host;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings {@link TokenFilter} behind all filters that are there already, as frameworks do. */
public final class LateInitializer implements ServletContainerInitializer {
  /** For the container. */
  public LateInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    FilterRegistration.Dynamic filter = context.addFilter("token", TokenFilter.class);
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST), /* isMatchAfter= */ true, "/*");
  }
}
