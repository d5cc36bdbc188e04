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
  private List<EncryptionKey> declared = List.of();
  private List<EncryptionKey> keys = List.of();

  /** How many of the declared ones have been taken. */
  private int taken;

  KeyRing(LineCursor lines) {
    this.lines = lines;
  }

  /**
   * Reads one EXT-X-KEY tag; one without METHOD changes nothing.
   *
   * @return whether other keys are in force now
   */
  boolean add(AttributeList attributes) throws PlaylistParseException {
    String method = attributes.text("METHOD");
    if (method == null) {
      return false;
    }
    if (method.equals("NONE")) {
      boolean changed = !keys.isEmpty();
      keys = List.of();
      return changed;
    }
    EncryptionKey key = read(method, attributes);
    // Some packagers repeat the tag before each segment: the same list serves them all.
    if (keys.contains(key)) {
      return false;
    }
    declare(List.of(key));
    keys = with(key);
    return true;
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
    declare(newlyDeclared);
    taken = declared.size();
  }

  private void declare(List<EncryptionKey> more) {
    if (more.isEmpty()) {
      return;
    }
    if (declared.isEmpty()) {
      declared = new ArrayList<>();
    }
    declared.addAll(more);
  }

  /** Returns the keys declared since the last call. */
  List<EncryptionKey> takeNew() {
    if (taken == declared.size()) {
      return List.of();
    }
    List<EncryptionKey> added = List.copyOf(declared.subList(taken, declared.size()));
    taken = declared.size();
    return added;
  }

  List<EncryptionKey> keys() {
    return keys;
  }

  List<EncryptionKey> declared() {
    return declared;
  }
}
