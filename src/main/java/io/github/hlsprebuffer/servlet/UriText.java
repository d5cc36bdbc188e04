package io.github.hlsprebuffer.servlet;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart and mends the texts of URIs, which playlists write more freely than RFC 3986 does.
 */
final class UriText {
  private static final String ALLOWED = "-._~:/?#@!$&'()*+,;=%";

  /**
   * Slash, backslash and the character that ends a text in C; and how what is longer than UTF-8 has
   * it begins: some decoders read a dot or a slash from it.
   */
  private static final List<String> DECEPTIVE =
      List.of("%2f", "%5c", "%00", "%c0", "%c1", "%e0%80", "%e0%81", "%f0%80", "%f8%80", "%fc%80");

  private UriText() {}

  /** A URI with everything percent-encoded that must be; null where that does not help. */
  static @Nullable URI parse(String text) {
    try {
      URI uri = new URI(encoded(text));
      return uri.getHost() == null ? null : uri;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** Characters that may stand in no URI, control characters above all, percent-encoded. */
  static String encoded(String text) {
    int authorityEnd = authorityEnd(text);
    StringBuilder encoded = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Brackets are for IPv6 addresses only (RFC 3986 §3.2.2).
      boolean plain =
          (i < authorityEnd && (c == '[' || c == ']'))
              || (isUnreserved(c) && (c != '%' || isEscape(text, i)));
      if (!plain && encoded == null) {
        encoded = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (encoded != null) {
        if (plain) {
          encoded.append(c);
        } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
          escape(encoded, text.substring(i, i + 2));
          i++;
        } else {
          escape(encoded, String.valueOf(c));
        }
      }
    }
    return encoded == null ? text : encoded.toString();
  }

  private static int authorityEnd(String text) {
    int start = text.indexOf("://");
    int slash = start < 0 ? -1 : text.indexOf('/', start + 3);
    return start < 0 ? 0 : slash < 0 ? text.length() : slash;
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ALLOWED.indexOf(c) >= 0;
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && HexFormat.isHexDigit(text.charAt(at + 1))
        && HexFormat.isHexDigit(text.charAt(at + 2));
  }

  private static void escape(StringBuilder to, String character) {
    for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
      to.append('%').append(String.format(Locale.ROOT, "%02X", b & 0xff));
    }
  }

  /** Without its fragment. */
  static String withoutFragment(String uri) {
    int hash = uri.indexOf('#');
    return hash < 0 ? uri : uri.substring(0, hash);
  }

  /**
   * Whether a path could mean another place than it seems to: a part that is {@code .} or {@code
   * ..}, also in percent-encoding or with a parameter, or an encoded slash, backslash or NUL, or
   * more bytes than UTF-8 has for a character.
   */
  static boolean isDeceptive(String path) {
    String plain = path.toLowerCase(Locale.ROOT).replace("%2e", ".");
    if (plain.indexOf('\\') >= 0 || DECEPTIVE.stream().anyMatch(plain::contains)) {
      return true;
    }
    for (String part : plain.split("/", -1)) {
      int parameter = part.indexOf(';');
      String name = parameter < 0 ? part : part.substring(0, parameter);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
