package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.TOO_MANY_KEYS;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys in force: EXT-X-KEY replaces the key of its key format, and NONE ends them all (RFC
 * 8216bis §4.4.4.4).
 */
final class KeyRing {

  /** More keys than any system of key formats needs; bounds the work that each tag makes. */
  private static final int MAX_KEYS_IN_FORCE = 64;

  private final LineCursor lines;
  private final List<EncryptionKey> declared = new ArrayList<>();
  private List<EncryptionKey> keys = List.of();

  KeyRing(LineCursor lines) {
    this.lines = lines;
  }

  /** Reads one EXT-X-KEY tag; one without METHOD changes nothing. */
  void add(AttributeList attributes) throws PlaylistParseException {
    String method = attributes.text("METHOD");
    if (method == null) {
      return;
    }
    if (method.equals("NONE")) {
      keys = List.of();
      return;
    }
    EncryptionKey key = read(method, attributes);
    // Some packagers repeat the tag before each segment: the same list serves them all.
    if (!keys.contains(key)) {
      declared.add(key);
      keys = with(key);
    }
  }

  static EncryptionKey read(String method, AttributeList attributes) throws PlaylistParseException {
    String keyFormat = attributes.text("KEYFORMAT");
    return new EncryptionKey(
        method,
        attributes.uri("URI"),
        keyFormat == null ? EncryptionKey.IDENTITY : keyFormat,
        attributes.text("KEYFORMATVERSIONS"),
        attributes.text("IV"));
  }

  private List<EncryptionKey> with(EncryptionKey key) throws PlaylistParseException {
    if (keys.size() == MAX_KEYS_IN_FORCE) {
      throw lines.error(TOO_MANY_KEYS, "more than " + MAX_KEYS_IN_FORCE + " at a time");
    }
    List<EncryptionKey> together = new ArrayList<>();
    for (EncryptionKey other : keys) {
      if (!other.keyFormat().equals(key.keyFormat())) {
        together.add(other);
      }
    }
    together.add(key);
    return List.copyOf(together);
  }

  /** Goes on with other keys in force, some of which were declared meanwhile. */
  void resume(List<EncryptionKey> inForce, List<EncryptionKey> newlyDeclared) {
    keys = inForce;
    declared.addAll(newlyDeclared);
  }

  List<EncryptionKey> keys() {
    return keys;
  }

  List<EncryptionKey> declared() {
    return declared;
  }
}
