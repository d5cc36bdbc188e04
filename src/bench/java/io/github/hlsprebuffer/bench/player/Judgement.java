package io.github.hlsprebuffer.bench.player;

import io.github.hlsprebuffer.bench.origin.Presentation;
import io.github.hlsprebuffer.bench.origin.SegmentBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says whether what a visitor has seen can be right, byte by byte. */
final class Judgement {
  private static final Set<Integer> ERRORS = Set.of(429, 500, 502, 503, 504);
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final Pattern TOKEN = Pattern.compile("\\?token=(\\w+)");
  private static final Pattern MEDIA_SEQUENCE = Pattern.compile("MEDIA-SEQUENCE:(\\d+)");

  private final Ask ask;
  private final Seen seen;

  Judgement(Ask ask, Seen seen) {
    this.ask = ask;
    this.seen = seen;
  }

  /** Of a request for a segment. */
  Outcome ofSegment(Presentation presentation, long number) throws WrongBytesException {
    int size = presentation.announcedBytes();
    ByteBuffer whole = SegmentBytes.of(presentation, number).slice(0, size);
    return switch (seen.status()) {
      case 200 -> ofBody(whole, Outcome.WHOLE);
      case 206 -> ofBody(part(whole), Outcome.PART);
      case 416 -> {
        require(first(size) >= size, "416");
        yield Outcome.NO_SUCH_RANGE;
      }
      default -> ofError();
    };
  }

  /**
   * Of a request for a media playlist.
   *
   * @param newest the media sequence number of the newest segment that the origin has by now
   */
  Outcome ofPlaylist(Presentation presentation, long newest) throws WrongBytesException {
    if (seen.status() != 200) {
      return ofError();
    }
    String text = new String(seen.body(), StandardCharsets.UTF_8);
    Matcher mediaSequence = MEDIA_SEQUENCE.matcher(text);
    if (!mediaSequence.find()) {
      require(!seen.isWhole(), "no playlist");
      return ofBody(ByteBuffer.wrap(seen.body()), Outcome.BROKEN_OFF);
    }
    long last = Long.parseLong(mediaSequence.group(1)) + presentation.segments() - 1;
    require(last <= newest, "segment " + last + " is yet to come");
    Matcher token = TOKEN.matcher(text);
    String right = presentation.playlistUpTo(last, token.find() ? token.group(1) : "");
    return ofBody(StandardCharsets.UTF_8.encode(right), Outcome.WHOLE);
  }

  private Outcome ofError() throws WrongBytesException {
    require(seen.end() != Seen.End.SILENCE, "silence");
    if (seen.status() == 0) {
      // The connection of a response can break before any of it has left.
      return Outcome.BROKEN_OFF;
    }
    require(ERRORS.contains(seen.status()), "status " + seen.status());
    return Outcome.REFUSED;
  }

  private Outcome ofBody(ByteBuffer expected, Outcome whole) throws WrongBytesException {
    if (ask.method().equals("HEAD")) {
      return whole;
    }
    int length = seen.body().length;
    require(length <= expected.remaining(), length + " bytes, too many");
    int mismatch = expected.slice(0, length).mismatch(ByteBuffer.wrap(seen.body()));
    require(mismatch < 0, "wrong byte " + mismatch);
    return switch (seen.end()) {
      case WHOLE -> {
        require(length == expected.remaining(), length + " bytes look whole");
        require(!seen.head().endsWithConnection(), "nothing tells where it ends");
        yield whole;
      }
      case LEFT -> Outcome.LEFT;
      case BROKEN_OFF -> Outcome.BROKEN_OFF;
      case SILENCE -> throw wrong("silence after " + length + " bytes");
    };
  }

  /**
   * What there is of the range, which the answer must say as well. It may be one of a body that has
   * been announced longer than it is; that one can't come whole.
   */
  private ByteBuffer part(ByteBuffer whole) throws WrongBytesException {
    String said = seen.head().field("content-range");
    int size = whole.capacity();
    if (said.endsWith("/" + (size + Presentation.MISSING_BYTES))) {
      size += Presentation.MISSING_BYTES;
    }
    int first = first(size);
    int end = last(size) + 1;
    require(said.equals("bytes %d-%d/%d".formatted(first, end - 1, size)), said);
    if (end > whole.capacity()) {
      require(!seen.isWhole(), "more than there is");
      return whole.slice(Math.min(first, whole.capacity()), Math.max(0, whole.capacity() - first));
    }
    return whole.slice(first, end - first);
  }

  private int first(int size) throws WrongBytesException {
    Matcher range = range();
    return range.group(1).isEmpty()
        ? Math.max(0, size - Integer.parseInt(range.group(2)))
        : Integer.parseInt(range.group(1));
  }

  private int last(int size) throws WrongBytesException {
    Matcher range = range();
    boolean isOpen = range.group(1).isEmpty() || range.group(2).isEmpty();
    return isOpen ? size - 1 : Math.min(size - 1, Integer.parseInt(range.group(2)));
  }

  private Matcher range() throws WrongBytesException {
    Matcher range = RANGE.matcher(ask.range());
    require(range.matches(), "nobody asked for a range");
    return range;
  }

  private void require(boolean isRight, String otherwise) throws WrongBytesException {
    if (!isRight) {
      throw wrong(otherwise);
    }
  }

  private WrongBytesException wrong(String what) {
    return new WrongBytesException(
        "%s %s %s: %s; %s".formatted(ask.method(), ask.uri(), ask.range(), what, seen.head()));
  }
}
