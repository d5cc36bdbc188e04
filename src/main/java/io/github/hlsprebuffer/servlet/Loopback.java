package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.fetch.FetchRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * How this server reaches itself, and how it knows its own requests again: by a secret that is made
 * at start and never leaves the machine. Thread-safe.
 */
final class Loopback {
  /** Request field that carries the secret. */
  static final String FIELD = FetchRequest.LOOPBACK_FIELD;

  /** What a container has of a connection with TLS (Servlet 6.0 §3.10). */
  private static final String CIPHER_SUITE = "jakarta.servlet.request.cipher_suite";

  private static final String SECRET = secret();

  private final @Nullable URI configured;
  private volatile @Nullable String observed;

  Loopback(@Nullable URI configured) {
    this.configured = configured;
  }

  /** The secret of this process. */
  static String secretValue() {
    return SECRET;
  }

  /** Whether the request is one of our own. */
  static boolean isOurs(HttpServletRequest request) {
    String value = request.getHeader(FIELD);
    return value != null
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), SECRET.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code scheme://host:port} of this server, learnt from the first request. */
  String base(HttpServletRequest request) {
    if (configured != null) {
      return configured.toString();
    }
    String base = observed;
    if (base == null) {
      base = scheme(request) + "://" + host(request.getLocalAddr()) + ":" + request.getLocalPort();
      observed = base;
    }
    return base;
  }

  /**
   * The scheme of the connection. That of the request is what a proxy says where the container
   * believes it, and TLS then ends there; Liberty believes every viewer.
   */
  private static String scheme(HttpServletRequest request) {
    return request.getAttribute(CIPHER_SUITE) == null ? "http" : "https";
  }

  private static String host(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    // A zone such as %eth0 has no place in a URL.
    int zone = address.indexOf('%');
    return "[" + (zone < 0 ? address : address.substring(0, zone)) + "]";
  }

  private static String secret() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
