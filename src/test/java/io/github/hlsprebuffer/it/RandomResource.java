package io.github.hlsprebuffer.it;

import io.github.hlsprebuffer.testing.BodyPattern;
import io.github.hlsprebuffer.testing.Resource;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One of the resources of a random run: everything about it follows from its number and the run's
 * seed, and nothing ever changes.
 *
 * @param path where the origin has it
 * @param lengthBytes of its body
 * @param etag strong, weak or none
 * @param lastModified its date, or none
 * @param isChunked whether the origin announces no length
 * @param hasRanges whether the origin serves ranges of it
 * @param cacheControl for how long it may be kept, if the origin says so
 * @param isFrail whether the origin fails it at times
 */
record RandomResource(
    String path,
    BodyPattern pattern,
    int lengthBytes,
    @Nullable String etag,
    @Nullable String lastModified,
    boolean isChunked,
    boolean hasRanges,
    @Nullable String cacheControl,
    boolean isFrail) {
  static final String MODIFIED = "Mon, 02 Mar 2020 03:04:05 GMT";

  private static final int BLOCK_BYTES = 128 << 10;
  private static final List<Integer> EDGES =
      List.of(
          0,
          1,
          BLOCK_BYTES - 1,
          BLOCK_BYTES,
          BLOCK_BYTES + 1,
          2 * BLOCK_BYTES - 1,
          2 * BLOCK_BYTES,
          2 * BLOCK_BYTES + 1);
  private static final int MAX_LENGTH_BITS = 20;

  static RandomResource of(long seed, int number) {
    SplittableRandom random = new SplittableRandom(seed ^ (number + 1L) << 32);
    // What nobody named and no suffix tells is never kept.
    String suffix = random.nextInt(16) == 0 ? "bin" : "ts";
    return new RandomResource(
        "/%d.%s".formatted(number, suffix),
        new BodyPattern(random.nextLong()),
        number < EDGES.size() ? EDGES.get(number) : length(random),
        random.nextInt(4) == 0 ? null : (random.nextInt(6) == 0 ? "W/" : "") + "\"t" + number + '"',
        random.nextInt(3) == 0 ? null : MODIFIED,
        /* isChunked= */ random.nextInt(6) == 0,
        /* hasRanges= */ random.nextInt(8) != 0,
        cacheControl(random.nextInt(16)),
        /* isFrail= */ random.nextInt(6) == 0);
  }

  /** As many short ones as long ones, by order of magnitude. */
  private static int length(SplittableRandom random) {
    int limit = 1 << random.nextInt(1, MAX_LENGTH_BITS + 1);
    return random.nextInt(limit / 2, limit);
  }

  private static @Nullable String cacheControl(int choice) {
    return switch (choice) {
      case 0 -> "no-store";
      case 1 -> "max-age=1";
      case 2, 3, 4 -> "public, max-age=600";
      default -> null;
    };
  }

  /** Whether it stays in the store for longer than a run takes, if there is room. */
  boolean isLasting() {
    return path.endsWith("ts")
        && !"no-store".equals(cacheControl)
        && !"max-age=1".equals(cacheControl);
  }

  /** Whether the rest of it can be had where a part was evicted. */
  boolean isResumable() {
    return hasRanges && (lastModified != null || strongEtag() != null);
  }

  @Nullable String strongEtag() {
    return etag == null || etag.startsWith("W/") ? null : etag;
  }

  /** What the origin serves. */
  Resource served() {
    Resource resource = Resource.segment(pattern.bytes(0, lengthBytes));
    resource = etag == null ? resource : resource.withEtag(etag);
    resource = lastModified == null ? resource : resource.withLastModified(lastModified);
    resource = isChunked ? resource.chunked() : resource;
    resource = hasRanges ? resource : resource.withoutRanges();
    return cacheControl == null ? resource : resource.withHeader("Cache-Control", cacheControl);
  }
}
