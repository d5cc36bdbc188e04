package io.github.hlsprebuffer.bench;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Some objects of one size, asked for in turn.
 *
 * <p>Several, because a single one would never leave the fastest tier of any cache.
 *
 * @param kibibytes the size of each
 */
record ObjectSize(int kibibytes) {
  static final List<ObjectSize> ALL =
      List.of(new ObjectSize(16), new ObjectSize(256), new ObjectSize(1024), new ObjectSize(4096));

  private static final int OBJECTS = 16;

  String label() {
    return kibibytes < 1024 ? kibibytes + " KiB" : kibibytes / 1024 + " MiB";
  }

  List<String> paths() {
    return IntStream.range(0, OBJECTS)
        .mapToObj(i -> String.format(Locale.ROOT, "/bench/%d/segment-%d.ts", kibibytes, i))
        .toList();
  }

  /** The body at one of the {@link #paths()}: bytes that tell every object and offset apart. */
  byte[] body(String path) {
    byte[] body = new byte[kibibytes * 1024];
    new Random(path.hashCode()).nextBytes(body);
    return body;
  }
}
