package io.github.hlsprebuffer.testing;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;

/** Serves the requests of one connection, one after the other, until either side closes it. */
final class OriginConnection {

  private static final List<String> METHODS = List.of("GET", "HEAD");

  private final OriginLine line;
  private final OriginScript script;
  private final RequestLog log;

  OriginConnection(OriginLine line, OriginScript script, RequestLog log) {
    this.line = line;
    this.script = script;
    this.log = log;
  }

  void serve() throws IOException {
    boolean goesOn = true;
    while (goesOn && hasRequest()) {
      goesOn = serveOne();
    }
  }

  private boolean hasRequest() throws IOException {
    line.in().mark(1);
    boolean hasByte = line.in().read() >= 0;
    line.in().reset();
    return hasByte;
  }

  private boolean serveOne() throws IOException {
    String[] requestLine = Wire.readLine(line.in()).split(" ", -1);
    HeaderList headers = Wire.readFields(line.in());
    if (requestLine.length != 3 || !METHODS.contains(requestLine[0])) {
      throw new ProtocolException("the origin knows GET and HEAD only");
    }
    Arrival arrival = log.begin(requestLine[0], requestLine[1], headers, script);
    return new Exchange(arrival, line, log).answer();
  }
}
