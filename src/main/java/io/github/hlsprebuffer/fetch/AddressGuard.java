package io.github.hlsprebuffer.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps names from leading to private addresses, but for those that the operator has as his origin:
 * of any other name somebody else may decide where it leads. HttpClient connects to the very
 * addresses that are checked here, so that no other answer can come in between. An address that is
 * written out says itself what it is, and is left alone. Thread-safe.
 */
public final class AddressGuard {
  private static final Logger log = LoggerFactory.getLogger(AddressGuard.class);

  private final boolean allowsPrivate;
  private final DnsResolver system;
  private final Set<String> trusted = ConcurrentHashMap.newKeySet();

  /**
   * A guard that trusts no name yet.
   *
   * @param allowsPrivate whether every name may lead to a private address
   */
  public AddressGuard(boolean allowsPrivate) {
    this(allowsPrivate, SystemDefaultDnsResolver.INSTANCE);
  }

  AddressGuard(boolean allowsPrivate, DnsResolver system) {
    this.allowsPrivate = allowsPrivate;
    this.system = system;
  }

  /** The name may lead anywhere, for the operator has configured it as an origin. */
  public void trust(String host) {
    trusted.add(host.toLowerCase(Locale.ROOT));
  }

  /** Resolves names for HttpClient. */
  DnsResolver resolver() {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return permitted(host, system.resolve(host));
      }

      @Override
      public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return system.resolveCanonicalHostname(host);
      }
    };
  }

  private InetAddress[] permitted(String host, InetAddress[] found) throws UnknownHostException {
    if (allowsPrivate || trusted.contains(host.toLowerCase(Locale.ROOT)) || isWrittenOut(host)) {
      return found;
    }
    InetAddress[] permitted =
        Arrays.stream(found)
            .filter(address -> !PrivateAddresses.contains(address))
            .toArray(InetAddress[]::new);
    if (permitted.length == 0) {
      log.warn("{} leads to a private address; see the setting allowPrivateAddresses", host);
      throw new UnknownHostException(host + " leads to a private address");
    }
    return permitted;
  }

  /** Four decimal numbers, or anything with a colon: no name that DNS knows looks like that. */
  private static boolean isWrittenOut(String host) {
    return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }
}
