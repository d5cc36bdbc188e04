package io.github.hlsprebuffer.bench.player;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The status line and header fields of a response.
 *
 * @param fields by lower-case names
 */
record ReplyHead(int status, Map<String, String> fields) {

  /** Reads a head whose first character has been read already. */
  static ReplyHead read(char first, InputStream in) throws IOException {
    String statusLine = first + line(in);
    Map<String, String> fields = new TreeMap<>();
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      fields.put(
          field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
    }
    return new ReplyHead(Integer.parseInt(statusLine.split(" ", -1)[1]), fields);
  }

  String field(String name) {
    return fields.getOrDefault(name, "");
  }

  boolean isChunked() {
    return field("transfer-encoding").equalsIgnoreCase("chunked");
  }

  /** Whether only the end of the connection says where the body ends. */
  boolean endsWithConnection() {
    return !fields.containsKey("transfer-encoding") && !fields.containsKey("content-length");
  }

  /** Whether no other response comes over the same connection. */
  boolean isLast() {
    return field("connection").equalsIgnoreCase("close") || endsWithConnection();
  }

  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("Within a line");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
