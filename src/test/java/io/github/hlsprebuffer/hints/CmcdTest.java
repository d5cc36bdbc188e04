package io.github.hlsprebuffer.hints;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CmcdTest {
  private static final String SESSION = "6e2fb550-c457-11e9-bb97-0800200c9a66";
  private static final String CONTENT = "faec5fc2-ac30-11ea-bb37-0242ac130002";

  /** The example of CTA-5004 with every key of version 1. */
  private static final Cmcd EVERY_KEY =
      new Cmcd(
          SESSION,
          CONTENT,
          List.of(new NextRequest("../300kbps/track.m4v", new RangeField(12323, 48763))),
          Duration.ofMillis(21300),
          Duration.ofMillis(18500),
          /* startup= */ true,
          /* bufferStarved= */ true,
          1.08,
          ObjectType.VIDEO,
          StreamType.VOD,
          StreamingFormat.DASH,
          Duration.ofMillis(4004),
          OptionalLong.of(3200),
          OptionalLong.of(6000),
          OptionalLong.of(12000));

  @Test
  void of_version1Headers_readsEveryKey() {
    HttpFields fields =
        Fields.of(
            "CMCD-Request",
            "bl=21300,dl=18500,mtp=48100,nor=\"..%2F300kbps%2Ftrack.m4v\",nrr=\"12323-48763\",su",
            "CMCD-Object",
            "br=3200,d=4004,ot=v,tb=6000",
            "CMCD-Status",
            "bs,rtp=12000",
            "CMCD-Session",
            "cid=\"" + CONTENT + "\",pr=1.08,sf=d,sid=\"" + SESSION + "\",st=v");

    assertThat(Cmcd.of(fields, /* query= */ null)).isEqualTo(EVERY_KEY);
  }

  @Test
  void of_version1Argument_readsEveryKey() {
    String query =
        "a=1&CMCD=bl%3D21300%2Cbr%3D3200%2Cbs%2Ccid%3D%22"
            + CONTENT
            + "%22%2Cd%3D4004%2Cdl%3D18500%2Cmtp%3D48100%2Cnor%3D%22..%252F300kbps%252Ftrack.m4v%22"
            + "%2Cnrr%3D%2212323-48763%22%2Cot%3Dv%2Cpr%3D1.08%2Crtp%3D12000%2Csf%3Dd%2Csid%3D%22"
            + SESSION
            + "%22%2Cst%3Dv%2Csu%2Ctb%3D6000&b=2";

    assertThat(Cmcd.of(HttpFields.EMPTY, query)).isEqualTo(EVERY_KEY);
  }

  @Test
  void of_version2Argument_takesTheValuesForTheTypeOfObject() {
    Cmcd cmcd =
        argument(
            "CMCD=bg%2Cbl%3D%282100%3Bv%201800%3Ba%29%2Cbr%3D%283000%3Bv%20164%3Ba%29%2Cbs%2Ccid%3D"
                + "%22content-id-123%22%2Cd%3D4000%2Cdl%3D1000%2Cec%3D%28%222001%22%29%2Cnor%3D%28"
                + "%22next-seg.mp4%22%29%2Cnr%2Cot%3Da%2Cpr%3D1.1%2Crtp%3D12000%2Csf%3Dh%2Csid%3D%22"
                + "session-id-123%22%2Csn%3D129%2Cst%3Dll%2Csta%3Dp%2Csu%2Ctb%3D%286000%3Bv%20350%3Ba"
                + "%29%2Cv%3D2");

    assertThat(cmcd)
        .isEqualTo(
            new Cmcd(
                "session-id-123",
                "content-id-123",
                List.of(new NextRequest("next-seg.mp4", /* range= */ null)),
                Duration.ofMillis(1800),
                Duration.ofSeconds(1),
                /* startup= */ true,
                /* bufferStarved= */ true,
                1.1,
                ObjectType.AUDIO,
                StreamType.LOW_LATENCY,
                StreamingFormat.HLS,
                Duration.ofSeconds(4),
                OptionalLong.of(164),
                OptionalLong.of(350),
                OptionalLong.of(12000)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bl=(2100;v 1800;a),ot=v | 2100",
        "bl=(2100;v 1800;a),ot=a | 1800",
        "bl=(2100;v 1800;a),ot=av | 2100",
        "bl=(2100;v 1800;a) | 2100",
        "bl=(2000) | 2000",
        "bl=(2000;v);p=2,ot=v | 2000",
        "bl=2000;x | 2000",
        "bl=0 | 0",
        "bl=1999.9 | 1999",
      })
  void of_bufferLength_isRead(String data, long millis) {
    assertThat(session(data).bufferLength()).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bl=()",
        "bl=-100",
        "bl=NaN",
        "bl=Infinity",
        "bl=1e3",
        "bl=",
        "bl",
        "bl=1 2",
        "bl=(1000",
        "bl=86400001",
        "bl=999999999999999",
        "bl=1000000000000000000000",
      })
  void of_bufferLengthThatIsNone_isAbsent(String data) {
    assertThat(session(data + ",sid=\"s\"").bufferLength()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "su,true",
    "su=?1,true",
    "su=?0,false",
    "su=true,true",
    "su=false,false",
    "su;x=1,true",
    "su=,false",
    "br=1,false",
    "SU,false",
  })
  void of_startup_isReadAsBoolean(String data, boolean startup) {
    assertThat(session(data).startup()).isEqualTo(startup);
  }

  @ParameterizedTest
  @CsvSource({"pr=2,2", "pr=0,0", "pr=-1,-1", "pr=1.0833,1.0833", "pr=fast,1", "pr=101,1", "su,1"})
  void of_playbackRate_isOneUnlessSaid(String data, double rate) {
    assertThat(session(data).playbackRate()).isEqualTo(rate);
  }

  @ParameterizedTest
  @CsvSource({
    "sf=h,HLS",
    "sf=lh,HLS",
    "sf=d,DASH",
    "sf=ld,DASH",
    "sf=s,SMOOTH",
    "sf=e,HESP",
    "sf=o,OTHER",
    "sf=\"h\",HLS",
    "sf=x,",
    "su,"
  })
  void of_streamingFormat_isRead(String data, StreamingFormat format) {
    assertThat(session(data).streamingFormat()).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource({"st=v,VOD", "st=l,LIVE", "st=ll,LOW_LATENCY", "st=x,", "su,"})
  void of_streamType_isRead(String data, StreamType type) {
    assertThat(session(data).streamType()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "m,MANIFEST",
    "a,AUDIO",
    "v,VIDEO",
    "av,MUXED",
    "i,INIT",
    "c,CAPTION",
    "tt,TIMED_TEXT",
    "k,KEY",
    "o,OTHER",
    "x,"
  })
  void of_objectType_isRead(String token, ObjectType type) {
    assertThat(session("ot=" + token).objectType()).isEqualTo(type);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "a=b",
        "CMCD",
        "CMCD=",
        "cmcd=su",
        "XCMCD=su",
        "CMCDX=su",
        "a=CMCD=su",
        "_HLS_msn=3&token=CMCD-Request"
      })
  void of_queryWithoutData_isNone(String query) {
    assertThat(Cmcd.of(HttpFields.EMPTY, query)).isSameAs(Cmcd.NONE);
  }

  @Test
  void of_otherFields_areNotRead() {
    HttpFields fields = Fields.of("CMCD-Other", "su", "CMCD-", "su", "CMCD", "su", "Accept", "*/*");

    assertThat(Cmcd.of(fields, "CMCD=bs")).isEqualTo(argument("CMCD=bs"));
  }

  @Test
  void of_headersAndArgument_ignoresTheArgument() {
    Cmcd cmcd = Cmcd.of(Fields.of("cmcd-status", "bs"), "CMCD=su");

    assertThat(cmcd.bufferStarved()).isTrue();
    assertThat(cmcd.startup()).isFalse();
  }

  @Test
  void of_severalArguments_takesTheLast() {
    assertThat(argument("CMCD=sid%3D%22a%22&x=1&CMCD=sid%3D%22b%22&XCMCD=").sessionId())
        .isEqualTo("b");
  }

  @Test
  void of_severalLinesOfAField_areOneDictionary() {
    Cmcd cmcd = Cmcd.of(Fields.of("CMCD-Request", "su", "CMCD-Request", "bl=100"), null);

    assertThat(cmcd.startup()).isTrue();
    assertThat(cmcd.bufferLength()).isEqualTo(Duration.ofMillis(100));
  }

  @ParameterizedTest
  @CsvSource({"v=1,true", "v=2,true", "v=3,false", "v=\"x\",true"})
  void of_version_isReadUnlessNewerThanKnown(String version, boolean read) {
    assertThat(session("su," + version).startup()).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sid=\"a b\" | a b",
        "sid=\"a\\\"b\\\\c\" | a\"b\\c",
        "sid=\"a,su;b=(c)\" | a,su;b=(c)",
        "sid=6e2fb550-c457 | 6e2fb550-c457",
        "sid=\"first\",sid=\"last\" | last",
        "cid=\"broken,sid=\"s\" |",
        "sid |",
        "sid=?0 |",
        "sid=\"\" |",
        "sid=\" \" |",
        "com.example-x=\"1\" , sid=\"s\" | s",
        ",,=,;,(,sid=\"s\" | s",
        "foo=(\"a\" ,sid=\"s\" | s",
        "foo=:Zm9v:,sid=\"s\" | s",
        "foo=@1764752400,sid=\"s\" | s",
        "sid=\"s\"x |",
      })
  void of_sessionId_isReadFromStringsAmongNoise(String data, String sessionId) {
    assertThat(session(data).sessionId()).isEqualTo(sessionId);
  }

  @Test
  void of_longSessionId_isIgnored() {
    String longest = "s".repeat(Cmcd.MAX_ID_CHARS);

    assertThat(session("sid=\"" + longest + "\"").sessionId()).isEqualTo(longest);
    assertThat(session("sid=\"" + longest + "s\",su"))
        .isEqualTo(session("su"))
        .isNotEqualTo(Cmcd.NONE);
  }

  @Test
  void of_controlCharactersInSessionId_areIgnored() {
    assertThat(argument("CMCD=sid%3D%22a%0D%0Ab%22").sessionId()).isNull();
  }

  @Test
  void of_longData_isIgnored() {
    String data = "su,x=\"" + "x".repeat(Cmcd.MAX_CHARS - 7) + "\"";

    assertThat(session(data).startup()).isTrue();
    assertThat(session(data + ",")).isSameAs(Cmcd.NONE);
    assertThat(argument("CMCD=" + data).startup()).isTrue();
    assertThat(argument("CMCD=" + data + ",")).isSameAs(Cmcd.NONE);
  }

  private static Cmcd session(String data) {
    return Cmcd.of(Fields.of("CMCD-Session", data), /* query= */ null);
  }

  private static Cmcd argument(String query) {
    return Cmcd.of(HttpFields.EMPTY, query);
  }
}
