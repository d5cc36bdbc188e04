package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.config.PrebufferConfigReader;
import io.github.hlsprebuffer.config.SettingSource;
import io.github.hlsprebuffer.config.SharedSettings;
import io.github.hlsprebuffer.prefetch.EngineSettings;
import io.github.hlsprebuffer.prefetch.EngineShare;
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
 * <p>Either the application says for which paths it wants the filter, with the context parameter
 * {@code hlsprebuffer.urlPattern} ({@link PrebufferInitializer}), or it declares it:
 *
 * <pre>{@code
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
 * <p>A framework that registers filters in code registers a new instance, mapped to its URL
 * patterns; in Spring Boot with a {@code FilterRegistrationBean}. Nothing else is needed: without
 * {@link PrebufferContextListener} the filter itself begins and ends what all filters of the
 * application share.
 *
 * <h2>In front of an origin (origin mode)</h2>
 *
 * <p>With the setting {@code origin} the filter fetches everything below its mapping from there:
 * mapped to {@code /hls/*}, a request for {@code /hls/a/b.m3u8} becomes one for {@code
 * ORIGIN/a/b.m3u8}, and nothing stands behind the filter.
 *
 * <h2>Order</h2>
 *
 * <p>Behind filters that decide who may see what, so that they decide about every request, stored
 * or not; and behind those that compress, so that what is stored is stored as the application wrote
 * it. In front of whatever else is costly. Containers run filters that are mapped to URL patterns
 * in the order of their {@code filter-mapping} elements, and after these the ones that are mapped
 * to servlets' names.
 *
 * <h2>Dispatcher types and {@code async-supported}</h2>
 *
 * <p>{@code REQUEST}, the default, is enough in front of an application: what it forwards or
 * includes is part of an answer that the filter listens to already. In front of an origin {@code
 * FORWARD} has it answer what the application forwards to it. {@code ASYNC} is added by the filter
 * itself, in front of all other filters. With {@code async-supported} for this filter, for all in
 * front of it and, in front of an application, for the servlets and filters behind it that need it,
 * viewers who wait or read slowly hold no thread.
 *
 * <h2>Settings</h2>
 *
 * <p>Each is a system property {@code hlsprebuffer.NAME}, an environment variable {@code
 * HLSPREBUFFER_NAME} (upper snake case), a context parameter {@code hlsprebuffer.NAME} or an init
 * parameter {@code NAME} of the filter; the first of these wins. Blank means not set. An unknown
 * name or a malformed value stops the deployment and says which. Sizes, limits and timeouts must be
 * the same for all filters of one application. What each takes is said at {@link
 * io.github.hlsprebuffer.config.Setting}; the defaults:
 *
 * <ul>
 *   <li>{@code origin}: none
 *   <li>{@code enabled}: {@code true}
 *   <li>{@code prebufferSegments}: {@code 5}
 *   <li>{@code prefetchOnPlaylist}: {@code false}
 *   <li>{@code fastStart}: {@code false}
 *   <li>{@code followLive}: {@code false}
 *   <li>{@code prefetchKeys}: {@code false}
 *   <li>{@code segmentTtl}: {@code 300s}
 *   <li>{@code inactivityTimeout}: {@code 60s}
 *   <li>{@code heapSize}: {@code 64MB}
 *   <li>{@code offHeapSize}: {@code 512MB}
 *   <li>{@code maxSegmentSize}: {@code 64MB}
 *   <li>{@code maxPlaylistSize}: {@code 8MB}
 *   <li>{@code maxMemoryPercent}: {@code 80}
 *   <li>{@code emergencyThreshold}: {@code 90}
 *   <li>{@code maxConcurrentFetches}: {@code 128}
 *   <li>{@code maxConcurrentFetchesPerOrigin}: {@code 64}
 *   <li>{@code parallelRanges}: {@code 6}
 *   <li>{@code ignoreQueryParams}: none
 *   <li>{@code forwardHeaders}: none
 *   <li>{@code partitionHeaders}: {@code Authorization, Cookie}
 *   <li>{@code viewerIdentity}: {@code address}
 *   <li>{@code forwardCmcd}: {@code false}
 *   <li>{@code allowedOrigins}: none
 *   <li>{@code allowPrivateAddresses}: {@code false}
 *   <li>{@code loopbackBaseUrl}: none
 *   <li>{@code connectTimeout}: {@code 3s}
 *   <li>{@code responseTimeout}: {@code 10s}
 * </ul>
 *
 * <h2>Response fields</h2>
 *
 * <p>{@code Cache-Status} (RFC 9211), with one of
 *
 * <ul>
 *   <li>{@code hls-prebuffer; hit}: from memory
 *   <li>{@code hls-prebuffer; hit; detail=stale-while-revalidate}: the same past its lifetime,
 *       while it is fetched anew
 *   <li>{@code hls-prebuffer; fwd=stale; detail=stale-if-error}: from memory past its lifetime,
 *       because the origin failed
 *   <li>{@code hls-prebuffer; fwd=miss}: fetched for this request, or answered by the application
 *   <li>{@code hls-prebuffer; fwd=miss; collapsed}: joined a fetch that was under way
 *   <li>{@code hls-prebuffer; fwd=bypass}: not kept by its nature; {@code ; detail=range}: a byte
 *       range that no playlist names
 *   <li>{@code hls-prebuffer; fwd=method}: {@code HEAD} of something that is neither stored nor on
 *       its way
 * </ul>
 *
 * <p>and {@code Age} on what came from memory. Responses that are no matter of HLS have neither.
 *
 * <h2>What is stored</h2>
 *
 * <p>What a shared cache may store (RFC 9111). If nothing is, the statistic {@code
 * notStoredForbidden} grows and the log says why. Security frameworks write {@code Cache-Control:
 * no-store} where an application says nothing: have it give its segments a {@code Cache-Control} of
 * its own, such as {@code max-age=3600}, and {@code public} where viewers with other credentials
 * may get them too.
 *
 * <h2>Statistics</h2>
 *
 * <p>{@link PrebufferStatisticsServlet} has them as JSON, JMX as {@code
 * io.github.hlsprebuffer:type=Prebuffer} ({@link io.github.hlsprebuffer.metrics.PrebufferMXBean}),
 * CDI as {@link PrebufferRegistry}, and the log once a minute while there is traffic. {@link
 * io.github.hlsprebuffer.metrics.Counter} says what is counted.
 *
 * <p>Thread-safe.
 */
public class PrebufferFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  private static final Logger log = LoggerFactory.getLogger(PrebufferFilter.class);

  /**
   * Containers that say of an answer whose content they have seen nothing of that its length is 0
   * (RFC 9110 §8.6 has it as the length that a GET would have).
   */
  private static final List<String> SAY_ZERO =
      List.of("jetty", "WildFly", "Undertow", "GlassFish", "Liberty");

  private transient @Nullable RequestHandler handler;
  private transient @Nullable AsyncExchanges exchanges;
  private transient boolean saysZero;
  private transient @Nullable ApplicationLife life;

  /** For the container. */
  public PrebufferFilter() {}

  @Override
  public void init() throws ServletException {
    FilterConfig filter = getFilterConfig();
    ServletContext context = filter.getServletContext();
    ApplicationLife held = ApplicationLife.hold(context, this);
    life = held;
    boolean started = false;
    try {
      start(filter, held);
      started = true;
    } finally {
      if (!started) {
        destroy();
      }
    }
  }

  private void start(FilterConfig filter, ApplicationLife held) {
    ServletContext context = filter.getServletContext();
    PrebufferRegistry registry = held.registry();
    PrebufferConfig config =
        config(new PrebufferConfigReader(sources(filter)), registry.sharedSettings());
    EngineShare engine = registry.engine(EngineSettings.of(config));
    held.mapAsync(context);
    AsyncExchanges async =
        new AsyncExchanges(
            filter.getFilterName(),
            held.mayWait(filter.getFilterName()),
            engine::after,
            context.getServerInfo().contains("GlassFish"));
    FilterContext parts =
        new FilterContext(
            config,
            engine,
            registry.open(engine, config),
            Clock.systemUTC(),
            patience(config),
            async);
    exchanges = async;
    saysZero =
        config.origin() != null && SAY_ZERO.stream().anyMatch(context.getServerInfo()::contains);
    handler = handler(filter, parts);
  }

  private static PrebufferConfig config(
      PrebufferConfigReader reader, @Nullable SharedSettings shared) {
    return shared == null ? reader.read() : reader.readWith(shared);
  }

  @Override
  public void destroy() {
    ApplicationLife held = life;
    life = null;
    if (held != null) {
      held.release(this);
    }
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
      if (!async.resumed(request, response)) {
        ready.handle(request, response, chain);
      }
      if (saysZero && !request.isAsyncStarted() && hasNoContentByItsNature(request, response)) {
        // Once its head has left, nobody adds to it.
        response.flushBuffer();
      }
    } catch (TruncatedResponseException e) {
      refuseOrBreakOff(request, response, e);
    }
  }

  private static boolean hasNoContentByItsNature(
      HttpServletRequest request, HttpServletResponse response) {
    return response.getStatus() == HttpServletResponse.SC_NOT_MODIFIED
        || (request.getMethod().equals("HEAD") && !response.containsHeader("Content-Length"));
  }

  /** Where nothing has left yet, the client can still be told whose fault it was. */
  private static void refuseOrBreakOff(
      HttpServletRequest request, HttpServletResponse response, TruncatedResponseException e)
      throws IOException {
    if (response.isCommitted()) {
      ViewerConnection.breakOff(request);
      throw e;
    }
    log.debug("A body ended before any of it was sent", e);
    ResponseHeadWriter.takeBack(response);
    response.sendError(HttpServletResponse.SC_BAD_GATEWAY);
  }

  private static RequestHandler handler(FilterConfig filter, FilterContext parts) {
    Loopback loopback = new Loopback(parts.config().loopbackBaseUrl());
    String ownSpace = parts.engine().ownSpace();
    URI origin = parts.config().origin();
    if (origin == null) {
      return new HostHandler(
          parts,
          new HostMapper(parts.config(), loopback, ownSpace),
          new HlsRequestMatcher(parts.registry()::namesExtension));
    }
    return new OriginHandler(
        parts,
        new OriginMapper(parts.config(), origin, FilterPrefixes.of(filter), loopback, ownSpace));
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
        SettingSource.systemProperties(),
        SettingSource.environment(System.getenv()),
        SettingSource.contextParams(contextParams(context)),
        SettingSource.initParams(
            filter.getFilterName(),
            map(Collections.list(filter.getInitParameterNames()), filter::getInitParameter)));
  }

  /** Those that are settings, or meant to be: one is for the initializer. */
  private static Map<String, String> contextParams(ServletContext context) {
    Map<String, String> params =
        map(Collections.list(context.getInitParameterNames()), context::getInitParameter);
    params.remove(PrebufferInitializer.URL_PATTERN);
    return params;
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
