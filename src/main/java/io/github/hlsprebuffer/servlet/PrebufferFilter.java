package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.config.PrebufferConfigReader;
import io.github.hlsprebuffer.config.SettingSource;
import io.github.hlsprebuffer.prefetch.EngineSettings;
import io.github.hlsprebuffer.prefetch.PrebufferEngine;
import io.github.hlsprebuffer.registry.PrebufferRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the next HLS segments before the player asks for them.
 *
 * <p>It reads every playlist that passes, knows from the segment requests where each viewer stands,
 * and answers from memory what it has fetched ahead.
 *
 * <h2>In front of an application (host mode)</h2>
 *
 * <pre>{@code
 * <listener>
 *   <listener-class>io.github.hlsprebuffer.servlet.PrebufferContextListener</listener-class>
 * </listener>
 * <filter>
 *   <filter-name>prebuffer</filter-name>
 *   <filter-class>io.github.hlsprebuffer.servlet.PrebufferFilter</filter-class>
 *   <async-supported>true</async-supported>
 * </filter>
 * <filter-mapping>
 *   <filter-name>prebuffer</filter-name>
 *   <url-pattern>/*</url-pattern>
 * </filter-mapping>
 * }</pre>
 *
 * <p>Put it after filters that decide who may see what, and after those that compress.
 *
 * <h2>In front of an origin (origin mode)</h2>
 *
 * <p>With the setting {@code origin} the filter fetches everything below its mapping from there:
 * mapped to {@code /hls/*}, a request for {@code /hls/a/b.m3u8} becomes one for {@code
 * ORIGIN/a/b.m3u8}, and nothing stands behind the filter.
 *
 * <h2>Settings</h2>
 *
 * <p>See {@link io.github.hlsprebuffer.config.Setting}. An unknown or malformed one stops the
 * deployment.
 *
 * <h2>Response fields</h2>
 *
 * <p>{@code Cache-Status: hls-prebuffer; hit} (RFC 9211) on what came from memory, {@code fwd=miss}
 * on what was fetched for this request, {@code fwd=miss; collapsed} on what joined a fetch under
 * way, {@code fwd=bypass} on what is none of its business; {@code Age} on what came from memory.
 *
 * <p>Thread-safe.
 */
public class PrebufferFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  private static final Logger log = LoggerFactory.getLogger(PrebufferFilter.class);

  private transient @Nullable RequestHandler handler;
  private transient @Nullable AsyncExchanges exchanges;

  /** For the container. */
  public PrebufferFilter() {}

  @Override
  public void init() throws ServletException {
    FilterConfig filter = getFilterConfig();
    ServletContext context = filter.getServletContext();
    PrebufferConfig config = new PrebufferConfigReader(sources(filter)).read();
    PrebufferRegistry registry = PrebufferContextListener.registry(context);
    PrebufferEngine engine = registry.engine(EngineSettings.of(config));
    AsyncExchanges async =
        new AsyncExchanges(
            filter.getFilterName(),
            PrebufferContextListener.mayWait(context, filter.getFilterName()),
            engine::after);
    FilterContext parts =
        new FilterContext(
            config,
            engine.loader(),
            engine.store(),
            engine.fills(),
            registry.open(engine, config),
            engine.metrics(),
            Clock.systemUTC(),
            patience(config),
            async);
    exchanges = async;
    handler = handler(filter, parts);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    RequestHandler ready = handler;
    AsyncExchanges async = exchanges;
    if (ready == null || async == null) {
      chain.doFilter(request, response);
      return;
    }
    try {
      if (!async.resumed(request)) {
        ready.handle(request, response, chain);
      }
    } catch (TruncatedResponseException e) {
      refuseOrBreakOff(response, e);
    }
  }

  /** Where nothing has left yet, the client can still be told whose fault it was. */
  private static void refuseOrBreakOff(HttpServletResponse response, TruncatedResponseException e)
      throws IOException {
    if (response.isCommitted()) {
      throw e;
    }
    log.debug("A body ended before any of it was sent", e);
    response.reset();
    response.sendError(HttpServletResponse.SC_BAD_GATEWAY);
  }

  private static RequestHandler handler(FilterConfig filter, FilterContext parts) {
    Loopback loopback = new Loopback(parts.config().loopbackBaseUrl());
    URI origin = parts.config().origin();
    if (origin == null) {
      return new HostHandler(
          parts,
          new HostMapper(parts.config(), loopback),
          new HlsRequestMatcher(parts.registry()::namesExtension));
    }
    return new OriginHandler(
        parts, new OriginMapper(parts.config(), origin, FilterPrefixes.of(filter), loopback));
  }

  /** A demand may be connected twice and be silent once before its fetch has failed by itself. */
  private static Duration patience(PrebufferConfig config) {
    return config
        .connectTimeout()
        .multipliedBy(2)
        .plus(config.responseTimeout().multipliedBy(2))
        .plusSeconds(1);
  }

  private static List<SettingSource> sources(FilterConfig filter) {
    ServletContext context = filter.getServletContext();
    return List.of(
        SettingSource.systemProperties(strings(System.getProperties())),
        SettingSource.environment(System.getenv()),
        SettingSource.contextParams(
            map(Collections.list(context.getInitParameterNames()), context::getInitParameter)),
        SettingSource.initParams(
            filter.getFilterName(),
            map(Collections.list(filter.getInitParameterNames()), filter::getInitParameter)));
  }

  private static Map<String, String> strings(Properties properties) {
    return map(properties.stringPropertyNames(), properties::getProperty);
  }

  private static Map<String, String> map(
      Iterable<String> names, Function<String, @Nullable String> value) {
    Map<String, String> map = new HashMap<>();
    for (String name : names) {
      String text = value.apply(name);
      if (text != null) {
        map.put(name, text);
      }
    }
    return map;
  }
}
