package io.github.hlsprebuffer.it;

import io.github.hlsprebuffer.testing.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One request of a random run and what must come back. Everything follows from its number and the
 * run's seed.
 *
 * @param status of the right answer
 * @param first offset of the first byte of the right answer's body
 * @param last offset of its last byte; before {@code first} where it has none
 * @param mayBeWhole whether the whole is right, too
 * @param leavesAfterBytes when the client loses interest; -1 for never
 */
record RandomRequest(
    RandomResource resource,
    String method,
    List<String> lines,
    int status,
    long first,
    long last,
    boolean mayBeWhole,
    int leavesAfterBytes) {

  /** How many requests in a row are likely to meet at one resource. */
  private static final int CROWD = 12;

  static RandomRequest of(long seed, long number, List<RandomResource> resources) {
    SplittableRandom random = new SplittableRandom(seed * 31 + number);
    SplittableRandom crowd = new SplittableRandom(seed * 37 + number / CROWD);
    SplittableRandom choice = random.nextInt(2) == 0 ? crowd : random;
    return new Choice(random, resources.get(choice.nextInt(resources.size()))).request();
  }

  void send(RawHttp client, String target) throws IOException {
    if (method.equals("HEAD")) {
      client.head(target, lines.toArray(String[]::new));
    } else {
      client.get(target, lines.toArray(String[]::new));
    }
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  /** The way to one request. */
  private static final class Choice {
    private final SplittableRandom random;
    private final RandomResource resource;
    private final int length;
    private final List<String> lines = new ArrayList<>();
    private int leavesAfterBytes = -1;

    Choice(SplittableRandom random, RandomResource resource) {
      this.random = random;
      this.resource = resource;
      this.length = resource.lengthBytes();
    }

    RandomRequest request() {
      leavesAfterBytes = random.nextInt(12) == 0 ? random.nextInt(length + 1) : -1;
      return switch (random.nextInt(20)) {
        case 0, 1 -> answered("HEAD", 200, 0, -1, /* mayBeWhole= */ false);
        case 2, 3 -> conditional("GET");
        case 4 -> conditional("HEAD");
        case 5, 6, 7, 8, 9, 10 -> ranged();
        default -> whole("GET");
      };
    }

    private RandomRequest whole(String method) {
      return answered(method, 200, 0, method.equals("GET") ? length - 1 : -1, true);
    }

    private RandomRequest answered(
        String method, int status, long first, long last, boolean mayBeWhole) {
      return new RandomRequest(
          resource, method, List.copyOf(lines), status, first, last, mayBeWhole, leavesAfterBytes);
    }

    private RandomRequest conditional(String method) {
      return switch (random.nextInt(5)) {
        case 0 -> condition(method, "If-None-Match: \"other\"", false);
        case 1 -> condition(method, "If-Modified-Since: Mon, 02 Mar 2020 03:04:04 GMT", false);
        case 2 -> condition(method, "If-Modified-Since: " + RandomResource.MODIFIED, dated());
        case 3 -> condition(method, "If-None-Match: \"a\", " + resource.etag(), tagged());
        default -> condition(method, "If-None-Match: *", tagged());
      };
    }

    private boolean dated() {
      return resource.lastModified() != null;
    }

    private boolean tagged() {
      return resource.etag() != null;
    }

    private RandomRequest condition(String method, String line, boolean isMet) {
      // Without a tag, or with a tag unknown, an origin may take any condition for met.
      if (line.startsWith("If-None-Match") && !tagged()) {
        return whole(method);
      }
      lines.add(line);
      return isMet ? answered(method, 304, 0, -1, /* mayBeWhole= */ false) : whole(method);
    }

    private RandomRequest ranged() {
      return switch (random.nextInt(10)) {
        case 0 -> several();
        case 1 -> part("bytes=" + random.nextInt(length + 1) + "-");
        case 2 -> part("bytes=-" + random.nextInt(length + 10));
        case 3 -> part("bytes=%d-".formatted(length + random.nextInt(3)));
        case 4 -> part("bytes=0-" + (length + random.nextInt(3) - 1));
        case 5 -> part("bytes=%1$d-%1$d".formatted(random.nextInt(length + 1)));
        case 6 -> part("bytes=0-");
        default -> {
          int first = random.nextInt(length + 1);
          yield part("bytes=%d-%d".formatted(first, random.nextInt(first, length + 2)));
        }
      };
    }

    private RandomRequest several() {
      lines.add(
          random.nextBoolean() ? "Range: bytes=0-0,%d-".formatted(length / 2) : "Range: bytes=9-3");
      return whole("GET");
    }

    private RandomRequest part(String range) {
      lines.add("Range: " + range);
      if (!ifRangeHolds()) {
        return whole("GET");
      }
      String[] ends = range.substring("bytes=".length()).split("-", -1);
      long first = ends[0].isEmpty() ? Math.max(0, length - end(ends[1])) : end(ends[0]);
      long last =
          ends[0].isEmpty() || ends[1].isEmpty() ? length - 1 : Math.min(length - 1, end(ends[1]));
      // A server may ignore a range, and does where the origin does or the length is not known yet.
      boolean mayBeWhole = !resource.hasRanges() || resource.isChunked() || length == 0;
      if (ends.length == 2 && !ends[0].isEmpty() && !ends[1].isEmpty() && end(ends[1]) < first) {
        return whole("GET");
      }
      return first > last
          ? answered("GET", 416, 0, -1, mayBeWhole)
          : answered("GET", 206, first, last, mayBeWhole);
    }

    private static long end(String digits) {
      return Long.parseLong(digits);
    }

    private boolean ifRangeHolds() {
      return switch (random.nextInt(8)) {
        case 0 -> ifRange("\"other\"", false);
        case 1 -> ifRange("Mon, 02 Mar 2020 03:04:04 GMT", false);
        case 2 -> ifRange(RandomResource.MODIFIED, dated());
        case 3 -> ifRange(resource.etag(), resource.strongEtag() != null);
        default -> true;
      };
    }

    private boolean ifRange(@Nullable String validator, boolean holds) {
      if (validator == null) {
        return true;
      }
      lines.add("If-Range: " + validator);
      return holds;
    }
  }
}
