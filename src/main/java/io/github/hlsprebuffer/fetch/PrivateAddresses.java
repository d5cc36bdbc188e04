package io.github.hlsprebuffer.fetch;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Tells addresses that mean this machine or its own network from those of the Internet (RFC 6890).
 * Pure functions.
 */
final class PrivateAddresses {
  private PrivateAddresses() {}

  /** Whether it is one that nobody outside should be able to have us connect to. */
  static boolean contains(InetAddress address) {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || (address instanceof Inet6Address
            ? isSpecial6(address.getAddress())
            : isSpecial4(address.getAddress()));
  }

  private static boolean isSpecial4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    return first == 0 // this network
        || first >= 240 // reserved, and the broadcast address
        || (first == 100 && (second & 0xc0) == 64) // shared by the customers of a provider
        || (first == 192 && second == 0 && third == 0) // protocol assignments
        || (first == 198 && (second & 0xfe) == 18); // benchmarks of a network's own devices
  }

  private static boolean isSpecial6(byte[] bytes) {
    boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
    boolean teredo = startsWith(bytes, 0x20, 0x01, 0, 0);
    boolean localNat64 = startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 1);
    return uniqueLocal || teredo || localNat64 || leadsToPrivate4(bytes);
  }

  /** Forms of an IPv6 address that a router or this machine turns into one of IPv4. */
  private static boolean leadsToPrivate4(byte[] bytes) {
    if (startsWith(bytes, 0x20, 0x02)) { // 6to4
      return contains4(bytes, 2);
    }
    boolean nat64 = startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
    boolean compatible = startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    return (nat64 || compatible) && contains4(bytes, 12);
  }

  private static boolean contains4(byte[] bytes, int at) {
    try {
      return contains(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
