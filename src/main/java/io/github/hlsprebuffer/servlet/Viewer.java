package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.hints.Cmcd;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.registry.ViewerRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and what the player says of itself.
 *
 * @param id tells viewers of one playlist apart well enough to know where each stands
 */
record Viewer(String id, Cmcd cmcd) {
  /** Nobody watches faster; who rewinds faster than that asks for I-frames. */
  private static final double MAX_PLAYBACK_RATE = 16;

  private static final int MAX_ID_CHARS = 200;

  private static final double MIN_PLAYBACK_RATE = 1 / MAX_PLAYBACK_RATE;

  static Viewer of(HttpServletRequest request, HttpFields fields, String identity) {
    Cmcd cmcd = Cmcd.of(fields, request.getQueryString());
    String session = cmcd.sessionId();
    return new Viewer(session == null ? id(request, fields, identity) : "cmcd " + session, cmcd);
  }

  /** What is told of many viewers takes the same room of each, however long a field he sends. */
  private static String bounded(String id) {
    return id.length() > MAX_ID_CHARS ? "digest " + RequestFields.digest(id) : id;
  }

  private static String id(HttpServletRequest request, HttpFields fields, String identity) {
    String address = request.getRemoteAddr() + ' ' + request.getHeader("User-Agent");
    return switch (identity) {
      case "address" -> bounded(address);
      case "session" -> {
        // Never begins one: the host application decides who has a session.
        HttpSession session = request.getSession(/* create= */ false);
        yield session == null ? bounded(address) : "session " + session.getId();
      }
      default -> {
        String digest = RequestFields.partition(fields, Set.of(identity));
        yield digest.isEmpty() ? bounded(address) : "header " + digest;
      }
    };
  }

  /** What a request of this viewer for a segment tells. */
  ViewerRequest request(ViewerMapping mapping, String clientUri) {
    return new ViewerRequest(id, hinted(mapping, clientUri), buffered(), playbackRate());
  }

  /** A player that stands still, or plays backwards, will go on at its ordinary pace. */
  private double playbackRate() {
    double rate = cmcd.playbackRate();
    return rate > 0 ? Math.max(MIN_PLAYBACK_RATE, Math.min(rate, MAX_PLAYBACK_RATE)) : 1;
  }

  private @Nullable Duration buffered() {
    if (cmcd.startup() || cmcd.bufferStarved()) {
      return Duration.ZERO;
    }
    Duration deadline = cmcd.deadline();
    if (cmcd.bufferLength() != null || deadline == null) {
      return cmcd.bufferLength();
    }
    // CTA-5004: the deadline is the buffer length divided by the playback rate.
    return Duration.ofMillis(Math.round(deadline.toMillis() * playbackRate()));
  }

  /** What the player says it will ask for next, as far as a playlist could name it too. */
  List<ResourceRequest> hinted(ViewerMapping mapping, String clientUri) {
    return Announcements.byPlayer(cmcd.nextRequests(), clientUri, mapping);
  }
}
