package io.github.hlsprebuffer.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Bodies that look random and are the same in every run, and their digests. */
public final class Bodies {

  private Bodies() {}

  /**
   * Returns a body.
   *
   * @param variant bodies of different variants differ; of one variant, the shorter body is a
   *     prefix of the longer one
   * @param lengthBytes its length
   */
  public static byte[] body(long variant, int lengthBytes) {
    byte[] wholeWords = new byte[(lengthBytes + 3) / 4 * 4];
    new Random(variant).nextBytes(wholeWords);
    return Arrays.copyOf(wholeWords, lengthBytes);
  }

  /** Returns the SHA-256 of a body in lower-case hexadecimal digits. */
  public static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the text in UTF-8. */
  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
