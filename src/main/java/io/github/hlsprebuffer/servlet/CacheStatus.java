package io.github.hlsprebuffer.servlet;

import jakarta.servlet.http.HttpServletResponse;

/** Values of the {@code Cache-Status} field (RFC 9211). They are API. */
enum CacheStatus {
  /** Answered from the store. */
  HIT("hit"),
  /** Answered from the store although its lifetime is over, while its successor is fetched. */
  STALE_HIT("hit; detail=stale-while-revalidate"),
  /** Answered from the store although its lifetime is over, because the origin failed. */
  STALE("fwd=stale; detail=stale-if-error"),
  /** A fetch was begun, or the host application asked. */
  MISS("fwd=miss"),
  /** A fetch under way was joined. */
  COLLAPSED("fwd=miss; collapsed"),
  /** Neither playlist nor segment, or switched off. */
  BYPASS("fwd=bypass"),
  /** A byte range that no playlist names. */
  BYPASS_RANGE("fwd=bypass; detail=range"),
  /** A request with another method than GET. */
  BYPASS_METHOD("fwd=method");

  static final String FIELD = "Cache-Status";

  private final String value;

  CacheStatus(String parameters) {
    this.value = "hls-prebuffer; " + parameters;
  }

  void addTo(HttpServletResponse response) {
    // RFC 9211 §2: each cache adds itself at the end of the list.
    response.addHeader(FIELD, value);
  }
}
