package io.github.hlsprebuffer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which, and which may touch what lies outside. */
final class LayeringTest {
  private static final String ROOT = "io.github.hlsprebuffer.";

  /** Each package with those of ours that it may import. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("http", Set.of()),
          Map.entry("hints", Set.of("http")),
          Map.entry("config", Set.of()),
          Map.entry("metrics", Set.of()),
          Map.entry("playlist", Set.of()),
          Map.entry("cache", Set.of("http", "metrics")),
          Map.entry("fetch", Set.of("http", "metrics")),
          Map.entry("prefetch", Set.of("fetch", "cache", "config", "metrics", "playlist", "http")),
          Map.entry(
              "registry",
              Set.of("prefetch", "cache", "config", "metrics", "playlist", "hints", "http")),
          Map.entry(
              "servlet",
              Set.of(
                  "registry",
                  "prefetch",
                  "fetch",
                  "cache",
                  "config",
                  "metrics",
                  "playlist",
                  "hints",
                  "http")),
          Map.entry("tomcat", Set.of("prefetch", "config")),
          Map.entry("example", Set.of()));

  private static final JavaClasses PRODUCT = product();

  private static JavaClasses product() {
    // Names are enough; what foreign classes are like inside does not matter.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("io.github.hlsprebuffer");
  }

  static Stream<String> packages() {
    return ARROWS.keySet().stream().sorted();
  }

  @Test
  void packages_ofTheProduct_areThoseWithArrows() {
    assertThat(PRODUCT.getPackage("io.github.hlsprebuffer").getSubpackages())
        .extracting(JavaPackage::getRelativeName)
        .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_dependingOnOthersOfOurs_followsTheArrows(String name) {
    String[] others =
        packages()
            .filter(other -> !other.equals(name) && !arrowsOf(name).contains(other))
            .map(LayeringTest::all)
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(all(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(PRODUCT);
  }

  @Test
  void packages_allOfThem_haveNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void library_wherever_knowsNothingOfExampleAndTests() {
    noClasses()
        .that(resideOutsideOfPackages(all("example")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                all("example"), all("testing"), "org.junit..", "org.assertj..", "org.awaitility.."))
        .check(PRODUCT);
  }

  /** Foreign packages, and the only packages of ours that may use them. */
  @ParameterizedTest
  @CsvSource({
    "jakarta.servlet.., servlet example",
    "jakarta.enterprise.., servlet registry",
    "jakarta.inject.., servlet registry",
    "javax.naming.., servlet tomcat",
    "org.apache.hc.., fetch",
    "org.ehcache.., cache",
    "javax.management.., metrics registry servlet cache prefetch tomcat",
    "java.lang.management.., metrics registry servlet cache prefetch tomcat",
    "com.sun.management.., cache"
  })
  void foreignPackage_behindItsDoor_isUsedNowhereElse(String foreign, String doors) {
    noClasses()
        .that(resideOutsideOfPackages(allOf(doors)))
        .should()
        .dependOnClassesThat(resideInAPackage(foreign))
        .check(PRODUCT);
  }

  @Test
  void containers_whichever_areUsedThroughTheirSpecificationsOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.catalina..",
            "org.apache.coyote..",
            "org.apache.tomcat..",
            "org.eclipse.jetty..",
            "io.undertow..",
            "org.jboss..",
            "javax.servlet..",
            "javax.inject..",
            "sun..")
        .check(PRODUCT);
  }

  /** A playlist is read from memory, and says the same whenever it is read. */
  @Test
  void playlist_anyClass_hasNoInputOutputAndNoClock() {
    noClasses()
        .that()
        .resideInAPackage(all("playlist"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels.."))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .orShould()
        .callMethod("java.time.Instant", "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(PRODUCT);
    classes()
        .that()
        .resideInAPackage(all("playlist"))
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackages("java.io..")
                .or(
                    describe(
                        "is a byte array or an exception of java.io",
                        type ->
                            Set.of("ByteArrayOutputStream", "IOException", "Serializable")
                                .contains(type.getSimpleName()))))
        .check(PRODUCT);
  }

  private static Set<String> arrowsOf(String name) {
    return ARROWS.getOrDefault(name, Set.of());
  }

  private static String[] allOf(String names) {
    return Arrays.stream(names.split(" ", -1)).map(LayeringTest::all).toArray(String[]::new);
  }

  private static String all(String name) {
    return ROOT + name + "..";
  }
}
