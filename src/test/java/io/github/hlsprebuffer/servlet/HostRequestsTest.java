package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostRequestsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "range",
        "if-none-match",
        "content-length",
        "cmcd-request",
        "x-hls-prebuffer-loopback",
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-user",
        "x_forwarded_for",
        "x-real-ip",
        "x-client-ip",
        "client-ip",
        "client-cert",
        "client-cert-chain",
        "true-client-ip",
        "cf-connecting-ip",
        "fastly-client-ip",
        "x-cluster-client-ip",
        "wl-proxy-client-ip",
        "x-ssl-client-cert",
        "ssl_client_cert",
        "x-arr-clientcert",
        "x-remote-user",
        "remote-user",
        "x-auth-request-user",
        "x-original-url",
        "x-original-host",
        "x-rewrite-url",
        "x-http-method-override",
        "x-http-method",
        "x-method-override"
      })
  void isRepeated_whatIsForOneRequestOrSaysWhoAsks_isNot(String name) {
    assertThat(HostRequests.isRepeated(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cookie",
        "authorization",
        "accept",
        "accept-encoding",
        "accept-language",
        "origin",
        "referer",
        "sec-fetch-site",
        "user-agent",
        "x-token",
        "x-api-key",
        "x-tenant"
      })
  void isRepeated_whatTheViewerHimselfIsJudgedBy_is(String name) {
    assertThat(HostRequests.isRepeated(name)).isTrue();
  }
}
