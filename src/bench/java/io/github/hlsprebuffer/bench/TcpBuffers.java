package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel holds for the TCP connections of this machine, and what it may hold. */
final class TcpBuffers {
  private static final Path UNSENT = Path.of("/proc/sys/net/ipv4/tcp_notsent_lowat");
  private static final Path SOCKETS = Path.of("/proc/net/sockstat");
  private static final Path LIMITS = Path.of("/proc/sys/net/ipv4/tcp_mem");

  private static final Pattern HELD = Pattern.compile("(?m)^TCP: .* mem (\\d+)");
  private static final Pattern PAGE = Pattern.compile("(?m)^KernelPageSize:\\s+(\\d+) kB");

  /** What {@code tcp_notsent_lowat} is where nobody has set it: no limit. */
  private static final String NONE = "4294967295";

  private TcpBuffers() {}

  /** Bytes that are in the buffers of all connections. */
  static long bytes() throws IOException {
    return number(HELD, Files.readString(SOCKETS)) * pageBytes();
  }

  /** The limits in force, in one line: past the total, writes of all connections are refused. */
  static String limits() throws IOException {
    String unsent = setting(UNSENT);
    String[] pages = setting(LIMITS).split("\\s+", -1);
    return "tcp_notsent_lowat %s; all connections together %,d MB"
        .formatted(
            unsent.equals(NONE) ? "not set" : unsent,
            Long.parseLong(pages[2]) * pageBytes() / 1_000_000);
  }

  /** The kernel answers one read only, and {@link Files#readString} begins with one of a byte. */
  private static String setting(Path file) throws IOException {
    return Files.readAllLines(file).get(0);
  }

  private static long pageBytes() throws IOException {
    return number(PAGE, Files.readString(Path.of("/proc/self/smaps"))) * 1024;
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("Nothing is " + pattern + " in\n" + text);
    }
    return Long.parseLong(matcher.group(1));
  }
}
