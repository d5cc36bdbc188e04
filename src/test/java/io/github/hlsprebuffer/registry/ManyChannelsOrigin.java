package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.SegmentFetcher;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.testing.FakeClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The origin of {@link ManyChannels} in memory and in fake time. Confined to one thread. */
final class ManyChannelsOrigin implements SegmentFetcher {
  private static final Duration LATENCY = Duration.ofMillis(4);
  private static final String LIFETIME = "max-age=3600";

  private final ManyChannels channels;
  private final FakeClock clock;
  private final ScheduledExecutorService timer;
  private long cancelled;

  ManyChannelsOrigin(ManyChannels channels, FakeClock clock, ScheduledExecutorService timer) {
    this.channels = channels;
    this.clock = clock;
    this.timer = timer;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // cancelled by nobody
  public Fetch fetch(FetchRequest request, FetchListener listener) {
    Asked asked = new Asked(request.uri().getPath(), listener);
    timer.schedule(asked::answer, LATENCY.toMillis(), TimeUnit.MILLISECONDS);
    return asked;
  }

  /** Requests that were begun in vain. */
  long cancelled() {
    return cancelled;
  }

  @Override
  public void closeIdleConnections() {}

  @Override
  public void close() {}

  /** A request that will be answered. */
  private final class Asked implements Fetch {
    private final String path;
    private final FetchListener listener;

    Asked(String path, FetchListener listener) {
      this.path = path;
      this.listener = listener;
    }

    void answer() {
      byte[] body = channels.serve(path, TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()));
      HttpFields fields =
          HttpFields.EMPTY
              .with("Content-Length", Integer.toString(body.length))
              .with("Cache-Control", LIFETIME);
      boolean isPlaylist = path.endsWith(".m3u8");
      listener.onHead(
          this,
          new ResponseHead(
              200,
              fields.with(
                  "Content-Type", isPlaylist ? "application/vnd.apple.mpegurl" : "video/mp2t")));
      listener.onData(this, ByteBuffer.wrap(body));
      listener.onComplete(this);
    }

    @Override
    public void cancel() {
      cancelled++;
    }

    @Override
    public void grant(long bytes) {}
  }
}
