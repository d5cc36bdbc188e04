package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * How segments are encrypted and where the key is (EXT-X-KEY and EXT-X-SESSION-KEY, RFC 8216bis
 * §4.4.4.4). {@code METHOD=NONE} is never a key: it ends the keys before it.
 *
 * @param method the encryption method as written, such as {@code AES-128}
 * @param uri the URI reference as written, variables replaced, or null when the tag has none
 * @param keyFormat how the key is represented; {@link #IDENTITY} when the tag does not say
 * @param keyFormatVersions the versions of the key format, or null
 * @param initializationVector the IV as written, a hexadecimal sequence, or null
 */
public record EncryptionKey(
    String method,
    @Nullable String uri,
    String keyFormat,
    @Nullable String keyFormatVersions,
    @Nullable String initializationVector) {

  /** The key format of a key that is 16 plain octets. */
  public static final String IDENTITY = "identity";
}
