package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.HostFill;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Host mode: answers segments that are there already, or on their way; everything else the host
 * application answers, while a tee listens for playlists and segments.
 */
final class HostHandler implements RequestHandler {
  private static final Logger log = LoggerFactory.getLogger(HostHandler.class);

  private static final Duration LOOPBACK = Duration.ofSeconds(2);

  private final FilterContext context;
  private final HostMapper mapper;
  private final HlsRequestMatcher matcher;
  private final StoredAnswers stored;
  private final FillAnswers fills;

  HostHandler(FilterContext context, HostMapper mapper, HlsRequestMatcher matcher) {
    this.context = context;
    this.mapper = mapper;
    this.matcher = matcher;
    this.stored = new StoredAnswers(context);
    this.fills = new FillAnswers(context);
  }

  @Override
  public void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Loopback.isOurs(request)) {
      answerOurselves(request, response, chain);
      return;
    }
    HlsRequestMatcher.Match match = matcher.match(request);
    boolean ours =
        context.config().enabled()
            && match != HlsRequestMatcher.Match.NOT_HLS
            && HostRequests.isPlainGet(request)
            // The host's own dispatches are parts of an answer that is listened to already.
            && request.getDispatcherType() == DispatcherType.REQUEST;
    if (ours) {
      answer(request, response, new WatchedChain(chain), match);
    } else {
      chain.doFilter(request, response);
    }
  }

  /**
   * What the host fails at may look whole to whoever asked, if the container ends it: that is its
   * affair with a viewer, but we would store it for all of them.
   */
  private static void answerOurselves(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean returned = false;
    try {
      chain.doFilter(new LoopbackRequest(request), response);
      returned = true;
    } finally {
      if (!returned && response.isCommitted()) {
        ViewerConnection.breakOff(request);
      }
    }
  }

  /** Should anything of ours fail before the host was asked, the host answers. */
  private void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      WatchedChain chain,
      HlsRequestMatcher.Match match)
      throws IOException, ServletException {
    try {
      if (match == HlsRequestMatcher.Match.MAYBE_PLAYLIST) {
        listenForPlaylist(request, response, chain);
      } else {
        new Exchange(request, response, chain, match).get();
      }
    } catch (RuntimeException e) {
      if (chain.wasAsked() || response.isCommitted() || request.isAsyncStarted()) {
        throw e;
      }
      context.metrics().count(Counter.INTERNAL_FAILURES);
      log.warn("Could not look after {}; the host answers", request.getRequestURI(), e);
      chain.doFilter(request, response);
    }
  }

  /** Most of these are no playlists: nothing is found out about them before that is known. */
  private void listenForPlaylist(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HlsRequestMatcher.Match match = HlsRequestMatcher.Match.MAYBE_PLAYLIST;
    BodySink sink =
        new PlaylistSink(
            /* byName= */ false,
            context.config().maxPlaylistBytes(),
            context.loader().memory(),
            body -> new Exchange(request, response, chain, match).register(body));
    askHost(request, response, chain, sink, /* isHlsByName= */ false);
  }

  private void askHost(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      BodySink sink,
      boolean isHlsByName)
      throws IOException, ServletException {
    Tee tee = new Tee(response, sink, isHlsByName, context.metrics(), context.clock());
    TeeResponse teeResponse = new TeeResponse(response, tee);
    TeeRequest teeRequest = new TeeRequest(request, teeResponse);
    boolean returned = false;
    try {
      chain.doFilter(teeRequest, teeResponse);
      returned = true;
    } finally {
      if (!returned) {
        tee.abort("The host failed");
      } else if (request.isAsyncStarted()) {
        AsyncListeners.add(request.getAsyncContext(), new TeeAsyncListener(tee), request, response);
      } else {
        tee.end();
      }
    }
  }

  /** One request and its answer. */
  private final class Exchange {
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final FilterChain chain;
    private final HlsRequestMatcher.Match match;
    private final HttpFields fields;
    private final ViewerMapping mapping;
    private final Viewer viewer;
    private final String clientUri;

    Exchange(
        HttpServletRequest request,
        HttpServletResponse response,
        FilterChain chain,
        HlsRequestMatcher.Match match) {
      this.request = request;
      this.response = response;
      this.chain = chain;
      this.match = match;
      this.fields = RequestFields.of(request);
      this.mapping = mapper.map(request, fields);
      this.viewer = Viewer.of(request, fields, context.config().viewerIdentity());
      this.clientUri = mapping.client().requested(request);
    }

    void get() throws IOException, ServletException {
      RangeField range = RangeField.of(fields);
      // Should If-Range not hold, the whole is the answer, and not what is kept under the part.
      ByteInterval closed = range == null || fields.contains("if-range") ? null : range.closed();
      ResourceRequest whole = mapping.segment(clientUri, /* range= */ null);
      ResourceRequest part = closed == null ? null : mapping.segment(clientUri, closed);
      if (whole == null) {
        chain.doFilter(request, response);
      } else if (part != null && context.registry().isNamed(part.key())) {
        segment(part);
      } else if (match == HlsRequestMatcher.Match.SEGMENT
          || context.registry().isNamed(whole.key())) {
        rangeOrSegment(whole, fields.contains("range"));
      } else {
        maybePlaylist(whole);
      }
    }

    private void rangeOrSegment(ResourceRequest whole, boolean isRange)
        throws IOException, ServletException {
      if (!isRange) {
        segment(whole);
      } else if (!answeredFromStore(whole)) {
        context.metrics().count(Counter.BYPASSES);
        CacheStatus.BYPASS_RANGE.addTo(response);
        chain.doFilter(request, response);
      }
    }

    private void segment(ResourceRequest resource) throws IOException, ServletException {
      if (answeredFromStore(resource)) {
        return;
      }
      HostFill fill = context.loader().hostFill(resource.key(), fields);
      if (fill != null) {
        lead(resource, fill);
      } else if (!answeredFromFill(resource) && !answeredFromStore(resource)) {
        context.metrics().count(Counter.MISSES);
        CacheStatus.MISS.addTo(response);
        chain.doFilter(request, response);
      }
    }

    private void lead(ResourceRequest resource, HostFill fill)
        throws IOException, ServletException {
      boolean stored = true;
      try {
        // Another fill may have ended since we looked. It leaves the table only once it is stored.
        stored = answeredFromStore(resource);
      } finally {
        if (stored) {
          fill.abort("It is stored already");
        }
      }
      if (!stored) {
        context.metrics().count(Counter.MISSES);
        moved(resource);
        askHost(new SegmentSink(fill, head -> announced(resource, head)));
      }
    }

    private boolean answeredFromFill(ResourceRequest resource) throws IOException {
      FillReader reader = context.loader().join(resource.key());
      if (reader == null) {
        moved(resource);
        return false;
      }
      ResponseHead head;
      try (Lease lease = new Lease(reader::close)) {
        moved(resource);
        head = headOf(reader);
        if (head == null) {
          return false;
        }
        context.metrics().count(Counter.JOINS);
        announced(resource, head);
        lease.handOn();
      }
      fills.write(reader, head, viewers(), CacheStatus.COLLAPSED, () -> {});
      return true;
    }

    /**
     * The head of a running fill; null where the host itself had better answer. It is waited for on
     * this thread: the rest of the chain can be asked only here, for filters behind us need not see
     * what an asynchronous dispatch brings.
     */
    private @Nullable ResponseHead headOf(FillReader reader) {
      if (reader.fill().isPrefetch()) {
        context.metrics().count(Counter.PREFETCHES_LATE);
      }
      try {
        ResponseHead head = reader.awaitHead(fields, patience(reader));
        return head.status() < 300 && !isRefused(head) ? head : null;
      } catch (FillException e) {
        return null;
      }
    }

    /** Its 412 is the host's to say, with its own page and by its own rules. */
    private boolean isRefused(ResponseHead head) {
      return Preconditions.isRefused(fields, head, head.contentLength());
    }

    /**
     * A prefetch over loopback needs one of the container's threads. Should all of them be waiting
     * for prefetches here, none could ever be answered: so after a while the host is asked
     * directly.
     */
    private Duration patience(FillReader reader) {
      Duration patience = context.patience(reader);
      boolean byLoopback = reader.fill().isPrefetch() && patience.compareTo(LOOPBACK) > 0;
      return byLoopback ? LOOPBACK : patience;
    }

    private boolean answeredFromStore(ResourceRequest resource) throws IOException {
      return stored.answer(
          resource,
          fields,
          viewers(),
          answer -> {
            moved(resource);
            announced(resource, answer.head().response());
          });
    }

    private ViewerExchange viewers() {
      return new ViewerExchange(
          request, fields, /* withBody= */ true, /* refuses= */ false, response);
    }

    /** The application may say what comes next. */
    private void announced(ResourceRequest resource, ResponseHead head) {
      try {
        List<ResourceRequest> next = Announcements.byHost(head.fields(), clientUri, mapping);
        if (!next.isEmpty() && head.status() < 300) {
          context.registry().hint(resource.key(), viewer.id(), next);
        }
      } catch (RuntimeException e) {
        // The host is answering: this must neither hurt it nor those who read along.
        context.metrics().count(Counter.INTERNAL_FAILURES);
        log.warn("What {} announces is ignored", clientUri, e);
      }
    }

    private void moved(ResourceRequest resource) {
      context.registry().requestSegment(resource.key(), viewer.request(mapping, clientUri));
    }

    private void maybePlaylist(ResourceRequest whole) throws IOException, ServletException {
      askHost(
          new PlaylistSink(
              match == HlsRequestMatcher.Match.PLAYLIST,
              context.config().maxPlaylistBytes(),
              context.loader().memory(),
              body -> register(whole, body)));
    }

    private void register(byte[] body) {
      ResourceRequest whole = mapping.segment(clientUri, /* range= */ null);
      if (whole != null) {
        register(whole, body);
      }
    }

    private void register(ResourceRequest whole, byte[] body) {
      context
          .registry()
          .registerPlaylist(whole.as(Kind.PLAYLIST).key(), clientUri, body, mapping, viewer.id());
    }

    private void askHost(BodySink sink) throws IOException, ServletException {
      boolean isHlsByName = match != HlsRequestMatcher.Match.UNKNOWN;
      HostHandler.this.askHost(request, response, chain, sink, isHlsByName);
    }
  }
}
