package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.registry.PrebufferRegistry;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.File;
import javax.management.ObjectName;
import org.jboss.shrinkwrap.api.ArchivePaths;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Wherever the jars are put: what can't work is refused, and says what to do. */
class SharedPlacementIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final byte[] BODY = Bodies.body(1, 10_000);

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  /** A bean of the application that wants ours. */
  @ApplicationScoped
  static class Wanting {
    @Inject @Nullable PrebufferRegistry registry;
  }

  @Test
  void sharedCache_applicationsThatCannotHaveIt_areRefused() throws Exception {
    try (TomcatBase tomcat = TomcatBase.sharing("refusing").start()) {
      assertRefused(
          tomcat,
          gateway("own-classes.war")
              .addAsManifestResource(
                  new StringAsset("<Context><Loader delegate=\"false\"/></Context>"),
                  "context.xml"),
          "this application uses its own copy",
          "<Loader delegate=\"true\"/>");
      assertRefused(
          tomcat,
          ofOtherVersion("other-version.war"),
          "hls-prebuffer-tomcat.jar in Tomcat's lib has version",
          "and hls-prebuffer.jar of this application version 0.0.1. They must be the same.");
      ORIGIN.serve("/works.ts", Resource.segment(BODY));
      WebArchive works = wantsOurs("works.war");
      Expectations.assertWhole(tomcat.manager().deploy(works).get("/works.ts"), BODY);
    }
  }

  @Test
  void sharedCache_malformedAttribute_isNamedAndStopsEveryApplication() throws Exception {
    try (TomcatBase tomcat =
        TomcatBase.sharing("malformed")
            .edit("server.xml", "offHeapSize=\"512MB\"", "offHeapSize=\"plenty\"")
            .start()) {
      assertRefused(
          tomcat,
          gateway("any.war"),
          "java:comp/env/hlsprebuffer/engine is configured for this application",
          "Attribute of the shared cache's <Resource>, offHeapSize has the value 'plenty'; expected:"
              + " a size");
    }
  }

  @Test
  void link_thatLeadsNowhereOrElsewhere_isRefused() throws Exception {
    try (TomcatBase tomcat = TomcatBase.plain("links").start()) {
      assertRefused(
          tomcat,
          linked("nowhere.war", "hlsprebuffer/engine"),
          "java:comp/env/hlsprebuffer/engine is configured for this application",
          "There must be a <Resource name=\"hlsprebuffer/engine\">");
      assertRefused(
          tomcat,
          linked("elsewhere.war", "UserDatabase"),
          "which is no shared cache of HLS Prebuffer",
          "io.github.hlsprebuffer.tomcat.SharedEngineFactory");
    }
  }

  /** Sharing is what the link is for, and nothing else. */
  @Test
  void noLink_jarInLib_applicationHasItsOwnCache() throws Exception {
    try (TomcatBase tomcat = TomcatBase.plain("no-link").lib("it.tomcat.jar").start()) {
      ORIGIN.serve("/own.ts", Resource.segment(BODY));
      WebArchive war = GatewayWar.to(ORIGIN.uri(), "own.war").archive();
      Expectations.assertWhole(tomcat.manager().deploy(war).get("/own.ts"), BODY);
      try (TomcatJvm jvm = tomcat.jvm()) {
        assertThat(jvm.monitors())
            .containsExactly(
                new ObjectName(
                    "io.github.hlsprebuffer:type=Prebuffer,context="
                        + ObjectName.quote("Catalina/localhost/own")));
      }
    }
  }

  @Test
  void wholeJarInLib_withCdiInTheApplication_isRefused() throws Exception {
    try (TomcatBase tomcat =
        TomcatBase.plain("whole").lib("it.jar").lib(GatewayWar.libraries("runtime")).start()) {
      assertRefused(
          tomcat,
          wantsOurs("twice.war"),
          "HLS Prebuffer is there twice: ",
          "hls-prebuffer.jar belongs into WEB-INF/lib of each application");
      assertRefused(
          tomcat,
          withoutOurs("blind.war").addAsLibraries(GatewayWar.libraries("weld")),
          "can't see the CDI container of this application",
          "hls-prebuffer.jar belongs into WEB-INF/lib of each application");
    }
  }

  @Test
  void wholeJarInLib_toShareACache_isRefused() throws Exception {
    try (TomcatBase tomcat =
        TomcatBase.sharing("whole-shared")
            .lib("it.jar")
            .lib(GatewayWar.libraries("runtime"))
            .start()) {
      tomcat.awaitLog("Tomcat's lib must have hls-prebuffer-tomcat.jar, and not hls-prebuffer.jar");
      assertRefused(
          tomcat,
          withoutOurs("shared.war"),
          "java:comp/env/hlsprebuffer/engine is configured for this application",
          "Tomcat's lib must have hls-prebuffer-tomcat.jar, and not hls-prebuffer.jar");
    }
  }

  private static void assertRefused(TomcatBase tomcat, WebArchive war, String... log)
      throws Exception {
    assertThat(tomcat.manager().tryToDeploy(war)).startsWith("FAIL");
    tomcat.awaitLog(log);
    tomcat.manager().undeploy(war);
    try (TomcatJvm jvm = tomcat.jvm()) {
      assertThat(jvm.monitors()).noneMatch(name -> "Prebuffer".equals(name.getKeyProperty("type")));
    }
  }

  private static WebArchive gateway(String name) {
    return GatewayWar.sharing(ORIGIN.uri(), name).archive();
  }

  private static WebArchive wantsOurs(String name) {
    return gateway(name)
        .addClass(Wanting.class)
        .addAsWebInfResource(new StringAsset(""), "beans.xml")
        .addAsLibraries(GatewayWar.libraries("weld"));
  }

  private static WebArchive linked(String name, String global) {
    return gateway(name)
        .addAsManifestResource(
            new StringAsset(
                """
                <Context>
                  <ResourceLink name="hlsprebuffer/engine" global="%s" type="java.lang.Object"/>
                </Context>
                """
                    .formatted(global)),
            "context.xml");
  }

  private static WebArchive ofOtherVersion(String name) {
    JavaArchive other =
        ShrinkWrap.createFromZipFile(JavaArchive.class, new File(GatewayWar.property("it.jar")))
            .setManifest(new StringAsset("Manifest-Version: 1.0\nImplementation-Version: 0.0.1\n"));
    return withoutOurs(name).addAsLibraries(other);
  }

  private static WebArchive withoutOurs(String name) {
    WebArchive war = gateway(name);
    String jar = new File(GatewayWar.property("it.jar")).getName();
    assertThat(war.delete(ArchivePaths.create("WEB-INF/lib/" + jar))).isNotNull();
    return war;
  }
}
