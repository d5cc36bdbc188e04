package io.github.hlsprebuffer.hints;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.hints.DeliveryDirectives.Skip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryDirectivesTest {

  @ParameterizedTest
  @CsvSource({
    "_HLS_msn=273&_HLS_part=3,273,3,",
    "token=a&_HLS_skip=YES&_HLS_part=0&_HLS_msn=0,0,0,SEGMENTS",
    "_HLS_skip=v2,,,SEGMENTS_AND_DATE_RANGES",
    "_HLS_part=1,,1,",
    "_HLS_msn=1&_HLS_msn=2,1,,",
    "_HLS_msn=&_HLS_msn=2,,,",
    "_HLS_msn=999999999999999999&_HLS_part=999999999,999999999999999999,999999999,",
    "_HLS_msn=1000000000000000000&_HLS_part=1000000000,,,",
    "_HLS_msn=-1&_HLS_part=+1&_HLS_skip=yes,,,",
    "_HLS_msn=1.5&_HLS_part= 1&_HLS_skip,,,",
    "_HLS_msn=\u0661,,,",
    "x_HLS_msn=4&_HLS_msnx=5&a=_HLS_part=6,,,",
    "&&_HLS_msn=8&,8,,",
  })
  void of_query_readsWellFormedDirectives(String query, Long sequence, Integer part, Skip skip) {
    assertThat(DeliveryDirectives.of(query))
        .isEqualTo(new DeliveryDirectives(sequence, part, skip));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a=1", "_hls_msn=1", "msn=1"})
  void of_queryWithoutDirectives_isNone(String query) {
    assertThat(DeliveryDirectives.of(query)).isSameAs(DeliveryDirectives.NONE);
  }

  @Test
  void isBlocking_onlyWithSequenceNumber() {
    assertThat(DeliveryDirectives.of("_HLS_msn=1").isBlocking()).isTrue();
    assertThat(DeliveryDirectives.of("_HLS_part=1&_HLS_skip=YES").isBlocking()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/a.m3u8,http://h/a.m3u8?_HLS_msn=4&_HLS_part=2&_HLS_skip=YES",
    "http://h/a.m3u8?,http://h/a.m3u8?_HLS_msn=4&_HLS_part=2&_HLS_skip=YES",
    "http://h/a.m3u8?t=1&&u,http://h/a.m3u8?t=1&u&_HLS_msn=4&_HLS_part=2&_HLS_skip=YES",
    "http://h/a.m3u8?_HLS_part=1&t=1&_HLS_msn=3,http://h/a.m3u8?t=1&_HLS_msn=4&_HLS_part=2&_HLS_skip=YES",
    "http://h/a.m3u8?CMCD=sid&t=1,http://h/a.m3u8?t=1&_HLS_msn=4&_HLS_part=2&_HLS_skip=YES",
  })
  void addedTo_uri_asksForThisAlone(String uri, String expected) {
    assertThat(new DeliveryDirectives(4L, 2, Skip.SEGMENTS).addedTo(uri)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"http://h/a?_HLS_msn=3,http://h/a", "http://h/a?t=1&_HLS_skip=v2,http://h/a?t=1"})
  void addedTo_none_asksForThePlaylistAsItIs(String uri, String expected) {
    assertThat(DeliveryDirectives.NONE.addedTo(uri)).isEqualTo(expected);
  }
}
