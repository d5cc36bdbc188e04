package io.github.hlsprebuffer.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the text parts of HTTP/1.1 messages (RFC 9112 sections 2 to 5). */
final class Wire {

  private static final int MAX_LINE_BYTES = 1 << 16;

  private Wire() {}

  /** Reads up to the next line feed and drops a carriage return before it. */
  static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("connection closed within a line");
      }
      if (line.size() == MAX_LINE_BYTES) {
        throw new ProtocolException("line longer than " + MAX_LINE_BYTES + " bytes");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** Reads field lines up to and including the empty line. */
  static HeaderList readFields(InputStream in) throws IOException {
    List<HeaderList.Field> fields = new ArrayList<>();
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      fields.add(parseField(line));
    }
    return new HeaderList(fields);
  }

  private static HeaderList.Field parseField(String line) throws ProtocolException {
    int colon = line.indexOf(':');
    if (colon <= 0) {
      throw new ProtocolException("not a field line: " + line);
    }
    return new HeaderList.Field(line.substring(0, colon), line.substring(colon + 1).strip());
  }
}
