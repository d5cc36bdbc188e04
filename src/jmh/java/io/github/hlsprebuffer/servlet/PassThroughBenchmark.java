package io.github.hlsprebuffer.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a request that is none of HLS costs in the filter: all that happens before the chain goes
 * on. Tomcat itself needs some 15,000 ns for a file of 1 KiB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PassThroughBenchmark {
  /** What is asked for. */
  @Param({"/index.html", "/static/app.3f2a91.js", "/api/users/42"})
  public String path = "";

  private final HlsRequestMatcher matcher = new HlsRequestMatcher(extension -> false);
  private final AsyncExchanges async =
      new AsyncExchanges(
          "prebuffer",
          request -> false,
          (delay, task) -> {
            throw new UnsupportedOperationException();
          },
          /* forgetsStatus= */ false);
  private final HttpServletResponse response = untouched(HttpServletResponse.class);
  private HttpServletRequest request = new Asked("/");

  /** Prepares the request. */
  @Setup
  public void prepare() {
    request = new Asked(path);
  }

  /** Decides whether it is any of our business. */
  @Benchmark
  public boolean passThrough() throws IOException {
    return async.resumed(request, response)
        || matcher.match(request) == HlsRequestMatcher.Match.NOT_HLS;
  }

  private static <T> T untouched(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  /** As much of a request as is looked at. */
  private static final class Asked extends HttpServletRequestWrapper {
    private final String uri;

    Asked(String uri) {
      super(untouched(HttpServletRequest.class));
      this.uri = uri;
    }

    @Override
    public String getRequestURI() {
      return uri;
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }
  }
}
