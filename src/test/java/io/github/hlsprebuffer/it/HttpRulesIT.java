package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.hlsprebuffer.it.HttpRule.State;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.RawBody;
import io.github.hlsprebuffer.testing.RawHead;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway keeps the rules of HTTP, whatever it knows of a resource. */
@ExtendWith(ArquillianExtension.class)
class HttpRulesIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "rules.war").archive();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  static Stream<Arguments> rules() {
    return HttpRules.all()
        .flatMap(rule -> rule.cacheStatus().keySet().stream().map(s -> arguments(s, rule)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rules")
  void rule_inEachState_holds(State state, HttpRule rule) throws Exception {
    Gateway gateway = Gateway.at(url);
    String path = "/rule-" + PATHS.incrementAndGet() + ".ts";
    ORIGIN.serve(path, HttpRules.resource());
    switch (state) {
      case COLD -> assertHolds(rule, state, path, () -> {});
      case ARRIVING -> assertHoldsOnArrival(gateway, rule, path);
      case STORED -> {
        Expectations.assertWhole(gateway.get(path), HttpRules.BODY);
        gateway.awaitQuiet();
        int asked = ORIGIN.count(path); // in parts, where it seemed slow
        assertHolds(rule, state, path, () -> {});
        assertThat(ORIGIN.count(path)).isEqualTo(asked);
      }
    }
  }

  /** Another viewer has read what has come so far, so that the gateway has it too. */
  private void assertHoldsOnArrival(Gateway gateway, HttpRule rule, String path) throws Exception {
    Gate gate = ORIGIN.gateBodyOnce(path, HttpRules.ARRIVED);
    try (RawHttp other = gateway.connect()) {
      RawBody others = other.bodyOf(other.get(gateway.target(path)).readHead());
      assertThat(others.read(HttpRules.ARRIVED)).hasSize(HttpRules.ARRIVED);
      boolean joins = "fwd=miss; collapsed".equals(rule.cacheStatus().get(State.ARRIVING));
      boolean needsTheRest = joins && rule.last() >= HttpRules.ARRIVED;
      assertHolds(rule, State.ARRIVING, path, needsTheRest ? gate::release : () -> {});
      gate.release();
      assertThat(others.readAll()).hasSize(HttpRules.LENGTH - HttpRules.ARRIVED);
    }
  }

  private void assertHolds(HttpRule rule, State state, String path, Runnable beforeBody)
      throws Exception {
    Gateway gateway = Gateway.at(url);
    try (RawHttp client = gateway.connect().timeout(PATIENCE)) {
      rule.ask(client, gateway.target(path));
      RawHead head = client.readHead();
      assertThat(head.status()).isEqualTo(rule.status());
      fields(rule)
          .forEach(
              (name, values) -> assertThat(head.headers().all(name)).as(name).isEqualTo(values));
      assertThat(head.headers().all("Cache-Status"))
          .containsExactly("hls-prebuffer; " + rule.cacheStatus().get(state));
      boolean isHit = state == State.STORED && rule.status() < 400;
      assertThat(head.headers().contains("Age")).isEqualTo(isHit);
      beforeBody.run();
      RawBody body = client.bodyOf(head);
      byte[] bytes = body.readAll();
      assertThat(body.isComplete()).as("complete").isTrue();
      if (rule.status() < 400) {
        assertThat(bytes)
            .isEqualTo(Arrays.copyOfRange(HttpRules.BODY, rule.first(), rule.last() + 1));
      }
    }
  }

  private static Map<String, List<String>> fields(HttpRule rule) {
    Map<String, List<String>> fields = new HashMap<>(rule.fields());
    boolean isAnswerToGet = rule.status() == 304 && rule.method().equals("GET");
    if (isAnswerToGet && Container.underTest().saysZeroOfNotModified()) {
      fields.put("Content-Length", List.of("0"));
    }
    return fields;
  }
}
