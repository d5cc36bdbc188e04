package io.github.hlsprebuffer.it;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.util.ArrayList;
import java.util.List;

/**
 * A live stream whose every refresh names its segments with a new token, as {@code
 * segment5.ts?token=3}. The origin refuses tokens older than those of the last two refreshes.
 * Thread-safe.
 */
final class TokenStream {
  private static final int WINDOW = 8;
  private static final int BODY_BYTES = 30_000;

  private final ScriptedOrigin origin;
  private final String folder;
  private final boolean echoesTokens;
  private final List<String> refused = new ArrayList<>();
  private long mediaSequence;
  private int refreshes;

  /**
   * Begins with the segments from 0.
   *
   * @param echoesTokens whether a segment's bytes depend on the token
   */
  TokenStream(ScriptedOrigin origin, String folder, boolean echoesTokens) {
    this.origin = origin;
    this.folder = folder;
    this.echoesTokens = echoesTokens;
    origin.serve(playlistPath(), request -> refresh());
    for (long number = 0; number < WINDOW; number++) {
      publish(number);
    }
  }

  String playlistPath() {
    return folder + "live.m3u8";
  }

  /** Path of a segment without its token. */
  String path(long number) {
    return folder + "segment" + number + ".ts";
  }

  String target(long number, int token) {
    return path(number) + "?token=" + token;
  }

  byte[] body(long number, int token) {
    return Bodies.body(echoesTokens ? number * 1_000 + token : number, BODY_BYTES);
  }

  /** Publishes one more segment, and takes the oldest out of the playlist. */
  synchronized void advance() {
    publish(mediaSequence + WINDOW);
    mediaSequence++;
  }

  /** The media sequence number of the first segment in the playlist. */
  synchronized long mediaSequence() {
    return mediaSequence;
  }

  /** The token of the latest refresh. */
  synchronized int newestToken() {
    return refreshes;
  }

  /** Targets that were asked for with tokens that were too old. */
  synchronized List<String> refused() {
    return List.copyOf(refused);
  }

  private void publish(long number) {
    origin.serve(path(number), request -> segment(number, request));
  }

  private synchronized Resource refresh() {
    refreshes++;
    String text =
        Playlists.live()
            .withMediaSequence(mediaSequence)
            .withSegments(WINDOW)
            .withNamePattern("segment%d.ts?token=" + refreshes)
            .text();
    // What is made for one viewer must say so (RFC 9111 §5.2.2.5).
    return Resource.playlist(text).withHeader("Cache-Control", "no-store");
  }

  private synchronized Resource segment(long number, RequestRecord request) {
    int token = Integer.parseInt(request.query().orElse("token=0").replace("token=", ""));
    if (token < refreshes - 1) {
      refused.add(request.target());
      return Resource.status(403);
    }
    return Resource.segment(body(number, token));
  }
}
