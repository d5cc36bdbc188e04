package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The example as it is shipped, played by hls.js in a browser. */
@ExtendWith(ArquillianExtension.class)
class DemoPageIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path CHROMEDRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Enough to see a rhythm. */
  private static final int SEGMENTS = 8;

  /** As many as a player may ask for before anything can have been fetched ahead of it. */
  private static final int BEGINNING = 3;

  /** The latency of the demo origin, which no segment can come faster from. */
  private static final double ORIGIN_MILLIS = 300;

  private static final int PLAYBACK_RATE = 3;

  @ArquillianResource private URL url;

  private ChromeDriver browser;

  /** A segment as the page has measured it. */
  private record Measured(String status, double waitMillis) {
    static Measured of(Map<?, ?> entry) {
      return new Measured(
          String.valueOf(entry.get("status")), ((Number) field(entry, "waitMillis")).doubleValue());
    }

    private static Object field(Map<?, ?> entry, String name) {
      return Objects.requireNonNull(entry.get(name), name);
    }
  }

  @Deployment(testable = false)
  static WebArchive war() {
    WebArchive war =
        ShrinkWrap.createFromZipFile(WebArchive.class, new File(GatewayWar.property("it.war")));
    if (Container.underTest().bringsCdi()) {
      war.getContent(Filters.include("/WEB-INF/lib/weld-.*")).keySet().forEach(war::delete);
    }
    return war;
  }

  @BeforeEach
  void openBrowser() {
    assumeTrue(Files.isExecutable(CHROMIUM), () -> "no browser at " + CHROMIUM);
    assumeTrue(Files.isExecutable(CHROMEDRIVER), () -> "no browser driver at " + CHROMEDRIVER);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(CHROMEDRIVER.toFile())
            .usingAnyFreePort()
            .build();
    browser = new ChromeDriver(service, options());
  }

  @AfterEach
  void closeBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  private static ChromeOptions options() {
    return new ChromeOptions()
        .setBinary(CHROMIUM.toFile())
        .addArguments(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--autoplay-policy=no-user-gesture-required",
            "--window-size=1280,1400");
  }

  @Test
  void play_withAndWithoutPrebuffering_pageShowsTheDifference() throws IOException {
    browser.get(url.toString());
    hurry();
    List<Measured> with = measured("with");
    assertThat(with).extracting(Measured::status).containsOnly("hit");
    assertThat(medianWaitMillis(with)).isLessThan(ORIGIN_MILLIS);

    browser.executeScript("window.hlsPrebufferDemo.setMode('without')");
    List<Measured> without = measured("without");
    assertThat(without).extracting(Measured::status).containsOnly("bypass");
    assertThat(medianWaitMillis(without)).isGreaterThan(ORIGIN_MILLIS);

    saveScreenshot();
  }

  /** Plays faster than anybody watches; each loading sets the rate back to its default. */
  private void hurry() {
    browser.executeScript(
        "const video = document.querySelector('video');"
            + "video.defaultPlaybackRate = arguments[0]; video.playbackRate = arguments[0];",
        PLAYBACK_RATE);
  }

  /** The segments after the first ones, as soon as there are enough. */
  private List<Measured> measured(String mode) {
    await().atMost(PATIENCE).until(() -> segments(mode).size() >= SEGMENTS);
    return segments(mode).stream().skip(BEGINNING).map(Measured::of).toList();
  }

  private List<Map<?, ?>> segments(String mode) {
    Object found =
        browser.executeScript(
            "return window.hlsPrebufferDemo.segments.filter(one => one.mode === arguments[0])",
            mode);
    return ((List<?>) Objects.requireNonNull(found))
        .stream().<Map<?, ?>>map(entry -> (Map<?, ?>) entry).toList();
  }

  private static double medianWaitMillis(List<Measured> segments) {
    double[] sorted = segments.stream().mapToDouble(Measured::waitMillis).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private void saveScreenshot() throws IOException {
    Path file = Path.of("target", "demo-page.png");
    Files.write(file, browser.getScreenshotAs(OutputType.BYTES));
    System.out.println("The page after the test: " + file.toAbsolutePath());
  }
}
