package io.github.hlsprebuffer.fetch;

import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** One exchange of HttpClient, told to a {@link FetchListener} with the listener's own pace. */
final class HttpClientFetch implements Fetch, AsyncResponseConsumer<Boolean> {
  /*
   * Threads. HttpClient calls from one I/O thread at a time; cancel() and grant() come from any.
   * A failure that comes while the listener is being called waits for the end of that call, so
   * that calls neither overlap nor nest. No lock is held while the listener is called.
   */
  private static final String CONTEXT_ATTRIBUTE = HttpClientFetch.class.getName();

  /** More than any container would send on. They are kept with what is stored. */
  private static final int MAX_FIELD_CHARS = 64 << 10;

  private final FetchListener listener;
  private final Consumer<HttpClientFetch> onEnd;
  private final Object calls = new Object();
  private boolean calling; // guarded by calls
  private boolean over; // guarded by calls
  private @Nullable FetchException awaitingTurn; // guarded by calls
  private final Object flow = new Object();
  private long granted; // guarded by flow
  private @Nullable CapacityChannel capacity; // guarded by flow
  private volatile boolean cancelled;
  private volatile @Nullable Future<?> exchange;
  private volatile @Nullable AsyncExecRuntime connection;
  private volatile boolean whole;
  private @Nullable FutureCallback<Boolean> result; // I/O thread only

  /**
   * A fetch.
   *
   * @param onEnd called when the listener has been told the end
   */
  HttpClientFetch(FetchListener listener, Consumer<HttpClientFetch> onEnd) {
    this.listener = listener;
    this.onEnd = onEnd;
  }

  /**
   * The context by which {@link #proceed} finds this fetch again.
   *
   * @param config in place of the client's own, or null
   */
  HttpContext context(@Nullable RequestConfig config) {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(CONTEXT_ATTRIBUTE, this);
    if (config != null) {
      context.setRequestConfig(config);
    }
    return context;
  }

  /** The exchange has been handed to the client. */
  void sent(Future<?> running) {
    exchange = running;
    if (cancelled) {
      cancel();
    }
  }

  /**
   * The link of HttpClient's chain that learns the connection, right before the request is sent.
   */
  static void proceed(
      HttpRequest request,
      @Nullable AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    if (scope.clientContext.getAttribute(CONTEXT_ATTRIBUTE) instanceof HttpClientFetch fetch) {
      fetch.connection = scope.execRuntime;
      if (fetch.cancelled) {
        callback.failed(new CancellationException("Cancelled"));
        return;
      }
    }
    chain.proceed(request, body, scope, callback);
  }

  @Override
  public void cancel() {
    cancelled = true;
    AsyncExecRuntime connected = connection;
    if (connected != null && !whole) {
      // The future alone does not do it: it may still stand for the lease of the connection.
      connected.discardEndpoint();
    }
    Future<?> running = exchange;
    if (running != null) {
      // HttpClient's futures never interrupt a thread.
      running.cancel(/* mayInterruptIfRunning= */ true);
    }
  }

  @Override
  public void grant(long bytes) {
    synchronized (flow) {
      granted += bytes;
    }
    flush();
  }

  private void flush() {
    CapacityChannel channel;
    int increment;
    synchronized (flow) {
      channel = capacity;
      if (channel == null || granted == 0) {
        return;
      }
      increment = (int) Math.min(Integer.MAX_VALUE, granted);
      granted -= increment;
    }
    try {
      channel.update(increment);
    } catch (IOException e) {
      failed(e);
    }
  }

  @Override
  public void consumeResponse(
      HttpResponse response,
      @Nullable EntityDetails body,
      HttpContext context,
      FutureCallback<Boolean> resultCallback)
      throws ProtocolException {
    result = resultCallback;
    ResponseHead head = head(response);
    tell(() -> listener.onHead(this, head), /* last= */ false);
    if (body == null) {
      end(resultCallback);
    }
  }

  @Override
  public void informationResponse(HttpResponse response, HttpContext context) {
    // RFC 9110 §15.2: interim responses may be ignored.
  }

  @Override
  public void updateCapacity(CapacityChannel channel) {
    synchronized (flow) {
      capacity = channel;
    }
    flush();
  }

  @Override
  public void consume(ByteBuffer data) {
    tell(() -> listener.onData(this, data), /* last= */ false);
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    if (result != null) {
      end(result);
    }
  }

  private void end(FutureCallback<Boolean> callback) {
    whole = true;
    callback.completed(Boolean.TRUE);
  }

  @Override
  public void failed(Exception cause) {
    if (whole) {
      complete();
      return;
    }
    FetchException failure = classify(cause);
    synchronized (calls) {
      if (over) {
        return;
      }
      over = true;
      if (calling) {
        awaitingTurn = failure;
        return;
      }
    }
    fail(failure);
  }

  @Override
  public void releaseResources() {
    synchronized (flow) {
      capacity = null;
    }
    if (whole) {
      // Only now is the connection back in the pool, where the listener's next request finds it.
      complete();
    }
  }

  private void complete() {
    tell(() -> listener.onComplete(this), /* last= */ true);
  }

  private void tell(Runnable call, boolean last) {
    synchronized (calls) {
      if (over) {
        return;
      }
      over = last;
      calling = true;
    }
    try {
      call.run();
    } finally {
      endCall(last);
    }
  }

  private void endCall(boolean last) {
    FetchException failure;
    synchronized (calls) {
      calling = false;
      failure = awaitingTurn;
      awaitingTurn = null;
    }
    if (failure != null) {
      fail(failure);
    } else if (last) {
      onEnd.accept(this);
    }
  }

  private void fail(FetchException failure) {
    try {
      listener.onFailure(this, failure);
    } finally {
      onEnd.accept(this);
    }
  }

  /** What the client says of the exchange as a whole: it fails also where no response began. */
  FutureCallback<Boolean> outcome() {
    return new FutureCallback<>() {
      @Override
      public void completed(Boolean done) {
        // releaseResources() follows, once the connection is free.
      }

      @Override
      public void failed(Exception cause) {
        HttpClientFetch.this.failed(cause);
      }

      @Override
      public void cancelled() {
        HttpClientFetch.this.failed(new CancellationException("Cancelled"));
      }
    };
  }

  private FetchException classify(Exception cause) {
    Cause reason;
    if (cancelled || cause instanceof CancellationException) {
      reason = Cause.CANCELLED;
    } else if (cause instanceof HttpHostConnectException || cause instanceof UnknownHostException) {
      reason = Cause.CONNECT;
    } else if (cause instanceof ConnectTimeoutException
        || cause instanceof SocketTimeoutException) {
      reason = Cause.TIMEOUT;
    } else {
      reason = Cause.BROKEN;
    }
    return new FetchException(reason, String.valueOf(cause.getMessage()), cause);
  }

  private static ResponseHead head(HttpResponse response) throws ProtocolException {
    List<HttpFields.Field> fields = new ArrayList<>();
    int chars = 0;
    for (Header header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      chars += header.getName().length() + value.length();
      if (chars > MAX_FIELD_CHARS) {
        throw new ProtocolException("header section above " + MAX_FIELD_CHARS + " characters");
      }
      fields.add(new HttpFields.Field(header.getName(), printable(value)));
    }
    return new ResponseHead(response.getCode(), HttpFields.of(fields).endToEnd());
  }

  /** RFC 9110 §5.5: what would end a field, or hide the rest of it, becomes a space. */
  private static String printable(String value) {
    return value.chars().anyMatch(HttpClientFetch::isControl)
        ? value
            .chars()
            .map(c -> isControl(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
        : value;
  }

  private static boolean isControl(int c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  }
}
