package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a server for the objects of one size as fast as it answers, with {@code wrk}. */
final class LoadGenerator {
  private static final Pattern RESULT =
      Pattern.compile("RESULT requests=(\\d+) bytes=(\\d+) us=(\\d+) p99=(\\d+) errors=(\\d+)");

  private static final String SCRIPT =
      """
      local requests = {}
      local last = 0
      function init(paths)
        for i = 1, #paths do requests[i] = wrk.format("GET", paths[i]) end
      end
      function request()
        last = last % #requests + 1
        return requests[last]
      end
      function done(summary, latency)
        local e = summary.errors
        io.write(string.format("RESULT requests=%d bytes=%d us=%d p99=%d errors=%d\\n",
          summary.requests, summary.bytes, summary.duration, latency:percentile(99),
          e.connect + e.read + e.write + e.status + e.timeout))
      end
      """;

  private final BenchSettings settings;
  private final Processes processes;
  private final Path script;

  LoadGenerator(BenchSettings settings, Processes processes) throws IOException {
    this.settings = settings;
    this.processes = processes;
    this.script = Files.writeString(settings.work().resolve("load.lua"), SCRIPT);
  }

  Sample run(RunningServer server, ObjectSize size, int seconds) throws IOException {
    return run(server, size.paths(), seconds);
  }

  /** Asks for these paths in turn. */
  Sample run(RunningServer server, List<String> paths, int seconds) throws IOException {
    double before = server.cpuSeconds();
    Process wrk = processes.start(new ProcessBuilder(command(server, paths, seconds)));
    String printed = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    double cpuSeconds = server.cpuSeconds() - before;
    Matcher result = RESULT.matcher(printed);
    if (!result.find() || !result.group(5).equals("0")) {
      throw new IOException("The load on " + server.kind().name() + " failed:\n" + printed);
    }
    double took = Double.parseDouble(result.group(3)) / 1e6;
    return new Sample(
        Double.parseDouble(result.group(1)) / took,
        Double.parseDouble(result.group(2)) / took,
        Double.parseDouble(result.group(4)) / 1e3,
        cpuSeconds,
        took);
  }

  /**
   * A JVM compiles what runs often, and is measured as it runs after that. Small objects come
   * first, and longest: with them it answers most requests.
   */
  void warmUp(RunningServer server) throws IOException {
    BenchRun.say("Warming up: " + server.kind().name());
    run(server, ObjectSize.ALL.get(0), settings.warmUpSeconds());
    for (ObjectSize size : ObjectSize.ALL) {
      run(server, size, settings.seconds());
    }
  }

  private List<String> command(RunningServer server, List<String> paths, int seconds)
      throws IOException {
    List<String> wrk =
        new ArrayList<>(
            List.of(
                Programs.require("wrk"),
                "--threads=1",
                "--connections=" + settings.connections(),
                "--duration=" + seconds + "s",
                "--timeout=30s",
                "--script=" + script,
                server.url(),
                "--"));
    paths.forEach(path -> wrk.add(server.kind().pathPrefix() + path));
    return ServerStarter.onCore(settings.loadCore(), wrk);
  }
}
