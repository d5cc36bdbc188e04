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
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** One exchange of HttpClient, told to a {@link FetchListener} with the listener's own pace. */
final class HttpClientFetch implements Fetch, AsyncResponseConsumer<Boolean> {
  private final FetchListener listener;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final Object flow = new Object();
  private long granted; // guarded by flow
  private @Nullable CapacityChannel capacity; // guarded by flow
  private volatile @Nullable Future<?> exchange;
  private @Nullable FutureCallback<Boolean> result; // I/O thread only

  HttpClientFetch(FetchListener listener) {
    this.listener = listener;
  }

  /** The exchange has been handed to the client. */
  void sent(Future<?> running) {
    exchange = running;
    if (cancelled.get()) {
      running.cancel(/* mayInterruptIfRunning= */ true);
    }
  }

  @Override
  public void cancel() {
    cancelled.set(true);
    Future<?> running = exchange;
    if (running != null) {
      // Closes the connection; HttpClient's futures never interrupt a thread.
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
      FutureCallback<Boolean> resultCallback) {
    result = resultCallback;
    listener.onHead(this, head(response));
    if (body == null) {
      succeed();
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
    listener.onData(this, data);
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    succeed();
  }

  private void succeed() {
    if (over.compareAndSet(false, true)) {
      listener.onComplete(this);
    }
    if (result != null) {
      result.completed(Boolean.TRUE);
    }
  }

  @Override
  public void failed(Exception cause) {
    if (over.compareAndSet(false, true)) {
      listener.onFailure(this, classify(cause));
    }
  }

  @Override
  public void releaseResources() {
    synchronized (flow) {
      capacity = null;
    }
  }

  /** What the client says of the exchange as a whole: it fails also where no response began. */
  FutureCallback<Boolean> outcome() {
    return new FutureCallback<>() {
      @Override
      public void completed(Boolean done) {
        failed(new IOException("Exchange ended without a response"));
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
    if (cancelled.get() || cause instanceof CancellationException) {
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

  private static ResponseHead head(HttpResponse response) {
    List<HttpFields.Field> fields = new ArrayList<>();
    for (Header header : response.getHeaders()) {
      String value = header.getValue();
      fields.add(new HttpFields.Field(header.getName(), value == null ? "" : value));
    }
    return new ResponseHead(response.getCode(), HttpFields.of(fields).endToEnd());
  }
}
