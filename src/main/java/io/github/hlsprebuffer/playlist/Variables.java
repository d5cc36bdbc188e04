package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.INVALID_DEFINITION;
import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.LINE_TOO_LONG;
import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.TOO_LARGE;
import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.UNDEFINED_VARIABLE;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables of one playlist and their replacement (RFC 8216bis §4.3, §4.4.2.3). */
final class Variables {

  private static final int MAX_VARIABLES = 1_000;

  private final LineCursor lines;
  private final String baseUri;
  private final Map<String, String> imported;
  private final PlaylistLimits limits;
  private Map<String, String> values = Map.of();
  private boolean importing;
  private long expandedChars;

  Variables(LineCursor lines, String baseUri, Map<String, String> imported, PlaylistLimits limits) {
    this.lines = lines;
    this.baseUri = baseUri;
    this.imported = imported;
    this.limits = limits;
  }

  Map<String, String> values() {
    return values;
  }

  /** Whether a variable was imported, which only a media playlist may do. */
  boolean importing() {
    return importing;
  }

  /** Reads one EXT-X-DEFINE tag. */
  void define(AttributeList attributes) throws PlaylistParseException {
    String name = attributes.text("NAME");
    String imports = attributes.text("IMPORT");
    String parameter = attributes.text("QUERYPARAM");
    if (name != null && imports == null && parameter == null) {
      declare(name, attributes.text("VALUE"), INVALID_DEFINITION);
    } else if (imports != null && name == null && parameter == null) {
      importing = true;
      declare(imports, imported.get(imports), UNDEFINED_VARIABLE);
    } else if (parameter != null && name == null && imports == null) {
      declare(parameter, QueryParameters.find(baseUri, parameter), UNDEFINED_VARIABLE);
    } else {
      throw lines.error(INVALID_DEFINITION, "not one of NAME, IMPORT and QUERYPARAM");
    }
  }

  private void declare(
      String name, @Nullable String value, PlaylistParseException.Reason reasonWithoutValue)
      throws PlaylistParseException {
    if (value == null) {
      throw lines.error(reasonWithoutValue, "no value of " + name);
    }
    if (values.size() == MAX_VARIABLES) {
      throw lines.error(INVALID_DEFINITION, "more than " + MAX_VARIABLES + " variables");
    }
    if (values.isEmpty()) {
      values = new LinkedHashMap<>();
    }
    if (values.putIfAbsent(name, value) != null) {
      throw lines.error(INVALID_DEFINITION, name + " is already defined");
    }
  }

  /** Returns the current line with each variable replaced, or null when there is none in it. */
  @Nullable String expandLine() throws PlaylistParseException {
    if (!LineScan.holdsBrace(lines.bytes(), lines.start(), lines.end())) {
      return null;
    }
    String text = lines.text();
    String expanded = expand(text);
    return expanded.equals(text) ? null : expanded;
  }

  /** Returns the text with each variable reference replaced by the variable's value. */
  String expand(String text) throws PlaylistParseException {
    int reference = text.indexOf("{$");
    return reference < 0 ? text : expand(text, reference);
  }

  private String expand(String text, int firstReference) throws PlaylistParseException {
    StringBuilder expanded = new StringBuilder();
    int copied = 0;
    int reference = firstReference;
    while (reference >= 0) {
      int nameEnd = nameEnd(text, reference + 2);
      if (nameEnd > reference + 2 && nameEnd < text.length() && text.charAt(nameEnd) == '}') {
        expanded.append(text, copied, reference).append(value(text, reference + 2, nameEnd));
        copied = nameEnd + 1;
        requireWithinLimits(expanded.length());
      }
      reference = text.indexOf("{$", nameEnd);
    }
    if (copied == 0) {
      return text;
    }
    expanded.append(text, copied, text.length());
    expandedChars += expanded.length();
    return expanded.toString();
  }

  private static int nameEnd(String text, int from) {
    int i = from;
    while (i < text.length() && isNameCharacter(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private String value(String text, int nameStart, int nameEnd) throws PlaylistParseException {
    String name = text.substring(nameStart, nameEnd);
    String value = values.get(name);
    if (value == null) {
      throw lines.error(UNDEFINED_VARIABLE, name);
    }
    return value;
  }

  // A value may hold other variables: without a bound a few lines would grow beyond the memory.
  private void requireWithinLimits(int length) throws PlaylistParseException {
    if (length > limits.maxLineBytes()) {
      throw lines.error(LINE_TOO_LONG, "variables expand to more than " + limits.maxLineBytes());
    }
    if (expandedChars + length > limits.maxBytes()) {
      throw lines.error(TOO_LARGE, "variables expand to more than " + limits.maxBytes());
    }
  }
}
