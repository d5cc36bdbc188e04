package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.hlsprebuffer.it.host.CdiServlet;
import io.github.hlsprebuffer.servlet.PrebufferInitializer;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In an application that brings OpenWebBeans, which fills in nothing in filters. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class OpenWebBeansIT {
  private static final String OPEN_WEB_BEANS =
      "org.apache.webbeans.servlet.WebBeansConfigurationListener";

  private static final byte[] BODY = Bodies.body(1, 100_000);

  private final TomcatManager manager = new TomcatManager();

  @Test
  void bean_filterByParameter_isTheFiltersOwnRegistry() throws Exception {
    assertBeanIsTheFiltersRegistry(
        host("owb-parameter")
            .listener(OPEN_WEB_BEANS)
            .jars()
            .parameter(PrebufferInitializer.URL_PATTERN, "/*"));
  }

  /** Whichever listener comes first: the registry is looked for when the filter starts. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bean_filterAndListenerDeclared_isTheFiltersOwnRegistry(boolean ours) throws Exception {
    HostModeWar war = host("owb-declared-" + ours);
    assertBeanIsTheFiltersRegistry(
        ours ? war.prebuffer().listener(OPEN_WEB_BEANS) : war.listener(OPEN_WEB_BEANS).prebuffer());
  }

  private static HostModeWar host(String name) {
    HostModeWar war =
        HostModeWar.named(name)
            .libraries("it.openwebbeans.dir")
            .servlet(CdiServlet.class, "/cdi.json")
            .file(Bodies.utf8(Playlists.vod(3)), "index.m3u8");
    for (int i = 0; i < 3; i++) {
      war.file(BODY, "segment" + i + ".ts");
    }
    return war;
  }

  private void assertBeanIsTheFiltersRegistry(HostModeWar war) throws Exception {
    WebArchive archive = war.build();
    HostModeApp app = new HostModeApp(manager.deploy(archive).base());
    assertThat(app.get("index.m3u8").text()).isEqualTo(Playlists.vod(3));
    Expectations.assertWhole(app.get("segment0.ts"), BODY);
    app.awaitStatistic("segmentsPrebuffered", 2);
    Expectations.assertWhole(app.get("segment1.ts"), BODY);
    assertThat(new ObjectMapper().readTree(app.get("cdi.json").body()).get("hits").asLong())
        .isEqualTo(1);
    manager.undeploy(archive);
    try (TomcatJvm jvm = TomcatJvm.connect()) {
      assertThat(jvm.threads()).noneMatch(name -> name.startsWith("hls-prebuffer"));
      assertThat(jvm.monitors()).isEmpty();
    }
  }
}
