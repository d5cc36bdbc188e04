package io.github.hlsprebuffer.bench.player;

import io.github.hlsprebuffer.bench.origin.Presentation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a visitor does, from his first request until he leaves. */
enum Habit {
  WATCH {
    @Override
    void live(Visitor visitor, Catalogue of) throws IOException, InterruptedException {
      Presentation presentation = of.any(visitor.random);
      watch(visitor, presentation, start(visitor, presentation), 4 + visitor.random.nextInt(10));
    }
  },
  SEEK {
    @Override
    void live(Visitor visitor, Catalogue of) throws IOException, InterruptedException {
      Presentation presentation = of.vod(visitor.random);
      for (int i = 0; i < 4; i++) {
        watch(visitor, presentation, start(visitor, presentation), 3);
      }
    }
  },
  /** Long enough, at times, for the server to take him for gone. */
  PAUSE {
    @Override
    void live(Visitor visitor, Catalogue of) throws IOException, InterruptedException {
      Presentation presentation = of.vod(visitor.random);
      long start = start(visitor, presentation);
      watch(visitor, presentation, start, 4);
      visitor.pause(visitor.random.nextInt(18_000));
      watch(visitor, presentation, start + 4, 4);
    }
  },
  SWITCH {
    @Override
    void live(Visitor visitor, Catalogue of) throws IOException, InterruptedException {
      long at = visitor.random.nextInt(of.variants().get(0).segments() - 20);
      for (Presentation variant : of.variants()) {
        watch(visitor, variant, at, 4);
        at += 4;
      }
    }
  },
  RANGES {
    @Override
    void live(Visitor visitor, Catalogue of) throws IOException, InterruptedException {
      Presentation presentation = of.vod(visitor.random);
      Optional<PlayerPlaylist> playlist = visitor.playlist(presentation);
      for (int i = 0; i < 12 && playlist.isPresent() && !visitor.isOver(); i++) {
        String range = range(visitor.random, presentation.segmentBytes());
        long number = visitor.random.nextInt(presentation.segments());
        visitor.askOnce(playlist.get(), presentation, number, ask -> ask.ranged(range));
        visitor.pause(visitor.random.nextInt(600));
      }
    }
  },
  HEADS {
    @Override
    void live(Visitor visitor, Catalogue of) throws IOException, InterruptedException {
      Presentation presentation = of.vod(visitor.random);
      Optional<PlayerPlaylist> playlist = visitor.playlist(presentation);
      for (int i = 0; i < 8 && playlist.isPresent() && !visitor.isOver(); i++) {
        long number = visitor.random.nextInt(presentation.segments());
        visitor.askOnce(playlist.get(), presentation, number, Ask::head);
        visitor.pause(visitor.random.nextInt(600));
      }
    }
  },
  LEAVE {
    @Override
    void live(Visitor visitor, Catalogue of) throws IOException, InterruptedException {
      Presentation presentation = of.any(visitor.random);
      long start = start(visitor, presentation);
      watch(visitor, presentation, start, visitor.random.nextInt(3));
      Optional<PlayerPlaylist> playlist = visitor.playlist(presentation);
      if (playlist.isPresent()) {
        long number = playlist.get().mediaSequence() + visitor.random.nextInt(3);
        long bytes = 1L + visitor.random.nextInt(presentation.segmentBytes() - 1);
        visitor.askOnce(playlist.get(), presentation, number, ask -> ask.leavingAfter(bytes));
      }
    }
  },
  READ_SLOWLY {
    @Override
    void live(Visitor visitor, Catalogue of) throws IOException, InterruptedException {
      Presentation presentation = of.big();
      Optional<PlayerPlaylist> playlist = visitor.playlist(presentation);
      if (playlist.isPresent()) {
        long number = visitor.random.nextInt(presentation.segments());
        long bytesPerSecond = presentation.segmentBytes() / (2 + visitor.random.nextInt(10));
        visitor.askOnce(playlist.get(), presentation, number, ask -> ask.slowly(bytesPerSecond));
      }
    }
  };

  /** Where live playback starts (RFC 8216bis, section 6.3.3): so many segments before the end. */
  private static final int FROM_LIVE_EDGE = 3;

  private static final long SEGMENT_MILLIS = 1_000L * Presentation.SEGMENT_SECONDS;
  private static final List<Habit> ALL = List.of(values());

  abstract void live(Visitor visitor, Catalogue of) throws IOException, InterruptedException;

  /** Most visitors simply watch. */
  static Habit any(Random random) {
    return random.nextBoolean() ? WATCH : ALL.get(random.nextInt(ALL.size()));
  }

  /** Where to begin; live presentations say so themselves. */
  private static long start(Visitor visitor, Presentation presentation) {
    return visitor.random.nextInt(Math.max(1, presentation.segments() - 20));
  }

  /** Asks for one segment after another, each second. */
  private static void watch(Visitor visitor, Presentation presentation, long from, int count)
      throws IOException, InterruptedException {
    Optional<PlayerPlaylist> playlist = visitor.playlist(presentation);
    if (playlist.isEmpty()) {
      return;
    }
    long number = presentation.isLive() ? playlist.get().end() - FROM_LIVE_EDGE : from;
    for (int i = 0; i < count && !visitor.isOver(); i++) {
      long startNanos = System.nanoTime();
      if (presentation.isLive()) {
        playlist = visitor.playlist(presentation);
      }
      if (playlist.isEmpty()) {
        return;
      }
      number = Math.max(number, playlist.get().mediaSequence());
      if (number < playlist.get().end()) {
        visitor.segment(playlist.get(), presentation, number++);
      }
      visitor.pause(SEGMENT_MILLIS - (System.nanoTime() - startNanos) / 1_000_000);
    }
  }

  /** Within the segment, up to its end, its last bytes, or beyond it. */
  private static String range(Random random, int size) {
    int first = random.nextInt(size);
    return switch (random.nextInt(5)) {
      case 0 -> "bytes=%d-".formatted(first);
      case 1 -> "bytes=-%d".formatted(1 + random.nextInt(size));
      case 2 -> "bytes=%d-%d".formatted(size + first, size + first + 10);
      default -> "bytes=%d-%d".formatted(first, first + random.nextInt(size));
    };
  }
}
