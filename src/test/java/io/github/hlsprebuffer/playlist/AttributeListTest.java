package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Playlists.media;
import static io.github.hlsprebuffer.playlist.Playlists.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How attribute lists are read, well-formed or not. */
final class AttributeListTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "METHOD=AES-128,URI=\"a,b=c\",IV=0x1",
        " METHOD = AES-128 , URI = \"a,b=c\" , IV = 0x1 ",
        "IV=0x1,URI=\"a,b=c\",METHOD=AES-128",
        "METHOD=AES-128,,NOVALUE,URI=\"a,b=c\"#garbage\",IV=0x1,",
        "METHOD=AES-128,URI=\"a,b=c\",IV=0x1,URI=\"second\",METHOD=NONE",
        "A=1,B=2,C=3,D=4,E=5,F=6,G=7,H=8,METHOD=AES-128,URI=\"a,b=c\",IV=0x1",
        "METHOD=\"AES-128\",method=NONE,XMETHOD=NONE,IV=0x1,URI=\"a,b=c",
      })
  void read_anyOrderAndForm_givesTheSameKey(String attributes) throws PlaylistParseException {
    assertThat(media("#EXT-X-KEY:" + attributes).keys())
        .containsExactly(
            new EncryptionKey("AES-128", "a,b=c", EncryptionKey.IDENTITY, null, "0x1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"#EXT-X-KEY", "#EXT-X-KEY:", "#EXT-X-KEY:=", "#EXT-X-KEY:,,", "#EXT-X-KEY:METHOD"})
  void read_noAttributes_changesNothing(String line) throws PlaylistParseException {
    assertThat(media(line).keys()).isEmpty();
  }

  @Test
  void read_integerThatIsNone_isAbsent() throws PlaylistParseException {
    assertThat(
            media("#EXT-X-RENDITION-REPORT:URI=\"a\",LAST-MSN=-1,LAST-PART=1.5").renditionReports())
        .containsExactly(new RenditionReport("a", null, null));
    assertThat(read("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=x\na.m3u8"))
        .isInstanceOfSatisfying(
            MultivariantPlaylist.class,
            playlist -> assertThat(playlist.variants().get(0).bandwidth()).isZero());
  }

  @Test
  void read_enumeratedString_isYesOrNot() throws PlaylistParseException {
    assertThat(
            media(
                    "#EXT-X-PART:DURATION=1,URI=\"a\",GAP=YES",
                    "#EXT-X-PART:DURATION=1,URI=\"a\",GAP=NO",
                    "#EXT-X-PART:DURATION=1,URI=\"a\",GAP=yes")
                .parts())
        .extracting(PartialSegment::gap)
        .containsExactly(true, false, false);
  }
}
