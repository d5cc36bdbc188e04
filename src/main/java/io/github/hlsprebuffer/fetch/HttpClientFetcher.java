package io.github.hlsprebuffer.fetch;

import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Fetches with one pooled asynchronous HttpClient. */
public final class HttpClientFetcher implements SegmentFetcher {
  private static final int MAX_CONNECTIONS = 1024;
  private static final int MAX_CONNECTIONS_PER_ORIGIN = 256;
  private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(30);
  private static final TimeValue GRACE = TimeValue.ofSeconds(1);
  private static final TimeValue LAST_GRACE = TimeValue.ofSeconds(5);

  private final CloseableHttpAsyncClient client;
  private final RequestConfig blocking;
  private final PoolingAsyncClientConnectionManager connections;
  private final Set<HttpClientFetch> underWay = ConcurrentHashMap.newKeySet();

  /**
   * A started fetcher.
   *
   * @param responseTimeout longest silence before or within a response
   * @param blockingTimeout the same for requests that may block
   * @param guard says which addresses names may lead to
   */
  public HttpClientFetcher(
      Duration connectTimeout,
      Duration responseTimeout,
      Duration blockingTimeout,
      AddressGuard guard,
      ThreadFactory ioThreads) {
    Timeout silence = Timeout.of(responseTimeout);
    RequestConfig prompt =
        RequestConfig.custom()
            .setConnectionRequestTimeout(silence)
            .setResponseTimeout(silence)
            .build();
    blocking = RequestConfig.copy(prompt).setResponseTimeout(Timeout.of(blockingTimeout)).build();
    connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setDnsResolver(guard.resolver())
            .setMaxConnTotal(MAX_CONNECTIONS)
            .setMaxConnPerRoute(MAX_CONNECTIONS_PER_ORIGIN)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(connectTimeout))
                    .setSocketTimeout(silence)
                    .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                    .build())
            .setDefaultTlsConfig(
                TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
            .build();
    client =
        HttpAsyncClientBuilder.create()
            .setConnectionManager(connections)
            .setThreadFactory(ioThreads)
            .setIOReactorConfig(IOReactorConfig.custom().setSoTimeout(silence).build())
            .setDefaultRequestConfig(prompt)
            // Retries, redirects and cookies are decided by those who know what the resource is
            // and whom the answer is for; a body is kept as it was encoded.
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("HLS-Prebuffer")
            .addExecInterceptorLast("connection", HttpClientFetch::proceed)
            .build();
    client.start();
  }

  @Override
  public Fetch fetch(FetchRequest request, FetchListener listener) {
    HttpClientFetch fetch = new HttpClientFetch(listener, underWay::remove);
    underWay.add(fetch);
    try {
      fetch.sent(
          client.execute(
              HttpHost.create(request.uri()),
              new BasicRequestProducer(message(request), null),
              fetch,
              null,
              fetch.context(request.mayBlock() ? blocking : null),
              fetch.outcome()));
    } catch (RuntimeException e) {
      fetch.failed(e);
    }
    return fetch;
  }

  private static BasicHttpRequest message(FetchRequest request) {
    String path = request.uri().getRawPath();
    String query = request.uri().getRawQuery();
    BasicHttpRequest message =
        new BasicHttpRequest(
            request.method(),
            HttpHost.create(request.uri()),
            (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query));
    if (request.host() != null) {
      message.setAuthority(authority(request.host()));
    }
    request.fields().forEach(field -> message.addHeader(field.name(), field.value()));
    return message;
  }

  private static URIAuthority authority(String host) {
    try {
      return URIAuthority.create(host);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("Host: " + host, e);
    }
  }

  /** Connections that a fetch has now; those that are kept open for the next one don't count. */
  public int leasedConnections() {
    return connections.getTotalStats().getLeased();
  }

  @Override
  public void closeIdleConnections() {
    connections.closeExpired();
    connections.closeIdle(MAX_IDLE);
  }

  @Override
  public void close() {
    // The client would drop them without a word.
    underWay.forEach(HttpClientFetch::cancel);
    client.initiateShutdown();
    awaitShutdown(GRACE);
    client.close(CloseMode.IMMEDIATE);
    awaitShutdown(LAST_GRACE);
  }

  private void awaitShutdown(TimeValue patience) {
    try {
      client.awaitShutdown(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
