package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterPrefixesTest {

  @ParameterizedTest
  @CsvSource({
    "/hls/*, '', /hls/a.m3u8, /hls",
    "/hls/*, /app, /app/hls/a.m3u8, /app/hls",
    "/hls/*, '', /hls/, /hls",
    "/hls/*, '', /hls, none",
    "/hls/*, '', /hls2/a.m3u8, none",
    "/hls/*, /app, /hls/a.m3u8, none",
    "/hls/*, '', /%68ls/a.m3u8, none",
    "/*, '', /a.m3u8, ''",
    "/*, /app, /app/a.m3u8, /app",
    "*.m3u8, /app, /app/a.m3u8, /app",
    "/hls/* /hls/vod/*, '', /hls/vod/a.m3u8, /hls/vod",
    "/hls/* /hls/vod/*, '', /hls/live/a.m3u8, /hls",
    "/hls/* *.ts, '', /x/1.ts, ''",
    "/hls/* /hls/*, '', /hls/a, /hls"
  })
  void prefixOf_requestPath_isTheLongestMappingThatItIsBelow(
      String patterns, String contextPath, String path, String expected) {
    FilterPrefixes prefixes = new FilterPrefixes(Arrays.asList(patterns.split(" ", -1)));
    String prefix = prefixes.prefixOf(RequestStub.of(contextPath, path).request());

    assertThat(prefix == null ? "none" : prefix).isEqualTo(expected);
  }

  @Test
  void prefixOf_filterMappedToServletNamesOnly_isNull() {
    assertThat(new FilterPrefixes(List.of()).prefixOf(RequestStub.of("", "/a").request())).isNull();
  }
}
