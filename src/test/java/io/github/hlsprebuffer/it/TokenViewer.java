package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.RawResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A viewer of a {@link TokenStream}, who uses the tokens of the last playlist that he got. */
final class TokenViewer {
  private static final Pattern TOKEN = Pattern.compile("\\?token=(\\d+)");

  private final Gateway gateway;
  private final TokenStream stream;
  private final String userAgent;
  private int token;

  TokenViewer(Gateway gateway, TokenStream stream, String name) {
    this.gateway = gateway;
    this.stream = stream;
    this.userAgent = "User-Agent: " + name;
  }

  int token() {
    return token;
  }

  /** Gets the playlist, and its new token. */
  TokenViewer refresh() throws IOException {
    RawResponse response = gateway.get(stream.playlistPath(), userAgent);
    assertThat(response.status()).as(stream.playlistPath()).isEqualTo(200);
    Matcher matcher = TOKEN.matcher(response.text());
    assertThat(matcher.find()).as(response.text()).isTrue();
    token = Integer.parseInt(matcher.group(1));
    return this;
  }

  /** Asks for a segment as the playlist names it. */
  RawResponse get(long number) throws IOException {
    return gateway.get(stream.target(number, token), userAgent);
  }

  /** Gets a segment, and returns its Cache-Status. */
  String play(long number) throws IOException {
    RawResponse response = get(number);
    assertThat(response.status()).as(stream.target(number, token)).isEqualTo(200);
    Expectations.assertWhole(response, stream.body(number, token));
    return Gateway.cacheStatus(response);
  }
}
