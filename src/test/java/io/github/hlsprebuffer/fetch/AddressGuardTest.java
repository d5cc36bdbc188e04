package io.github.hlsprebuffer.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.testing.Resource;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.impl.InMemoryDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where names may lead, and where HttpClient goes that asks. */
final class AddressGuardTest {
  private final InMemoryDnsResolver names = new InMemoryDnsResolver();
  private final AddressGuard guard = new AddressGuard(/* allowsPrivate= */ false, names);

  private void name(String host, String... addresses) throws UnknownHostException {
    InetAddress[] all = new InetAddress[addresses.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = InetAddress.getByName(addresses[i]);
    }
    names.add(host, all);
  }

  private InetAddress[] resolve(AddressGuard by, String host) throws UnknownHostException {
    return by.resolver().resolve(host);
  }

  @ParameterizedTest
  @CsvSource({"cdn.test, 127.0.0.1", "cdn.test, 169.254.169.254", "2130706433, 127.0.0.1"})
  void resolve_nameThatLeadsToAPrivateAddress_isUnknown(String host, String address)
      throws Exception {
    name(host, address);

    assertThatThrownBy(() -> resolve(guard, host)).isInstanceOf(UnknownHostException.class);
  }

  /** An answer with both would have HttpClient try one after the other. */
  @Test
  void resolve_addressesOfBothKinds_areThoseOfTheInternet() throws Exception {
    name("cdn.test", "10.0.0.1", "1.1.1.1", "::1");

    assertThat(resolve(guard, "cdn.test")).containsExactly(InetAddress.getByName("1.1.1.1"));
  }

  @Test
  void resolve_configuredOriginOrSetting_mayBePrivate() throws Exception {
    name("media.internal", "10.0.0.1");
    guard.trust("Media.Internal");

    assertThat(resolve(guard, "media.internal")).hasSize(1);
    assertThat(resolve(new AddressGuard(/* allowsPrivate= */ true, names), "media.internal"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "[::1]"})
  void resolve_addressThatIsWrittenOut_isLeftAlone(String address) throws Exception {
    name(address, "127.0.0.1");

    assertThat(resolve(guard, address)).hasSize(1);
  }

  /** There is no second answer that a connection could go by: not a new one for each connection. */
  @Test
  void fetch_nameThatLeadsHere_isNotConnectedTo() throws Exception {
    name("rebound.test", "127.0.0.1");
    try (FetcherFixture fixture =
        new FetcherFixture(FetcherFixture.PATIENCE, FetcherFixture.PATIENCE, guard)) {
      fixture.origin.serve("/a", Resource.text("secret", "text/plain"));
      URI uri = URI.create("http://rebound.test:" + fixture.origin.uri().getPort() + "/a");

      assertThat(fixture.fetch(FetcherFixture.get(uri)).awaitEnd())
          .isEqualTo(FetchException.Cause.CONNECT);
      assertThat(fixture.origin.acceptedConnections()).isZero();

      guard.trust("rebound.test");
      assertThat(fixture.fetch(FetcherFixture.get(uri)).awaitEnd()).isNull();
    }
  }
}
