package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.SegmentStore.StoreUsage;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FakeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An off-heap tier larger than the JVM's direct memory, which only another JVM can show. */
final class DirectMemoryTest {

  /** Flag, size asked for, size that fits; in MB. 32 are left to sockets. */
  @ParameterizedTest
  @CsvSource({"64, 512, 32", "40, 512, 8", "16, 512, 0"})
  void open_offHeapLargerThanDirectMemory_runsWithWhatFitsAndNamesTheFlag(
      int directMb, int wantedMb, int atMostMb) throws Exception {
    String output = run(directMb, wantedMb);

    assertThat(output)
        .contains("offHeapSize=512MB does not fit", "-XX:MaxDirectMemorySize=576m")
        .contains("stored and found");
    assertThat(capacityMb(output))
        .isBetween(atMostMb == 0 ? 1 : atMostMb / 2, Math.max(1, atMostMb));
  }

  @Test
  void open_offHeapThatFits_warnsOfNothing() throws Exception {
    String output = run(96, 48);

    assertThat(output).contains("stored and found").doesNotContain("MaxDirectMemorySize");
    assertThat(capacityMb(output)).isEqualTo(48);
  }

  /** As when an application is deployed again: the collector has not yet freed the old memory. */
  @Test
  void open_afterAnotherWasClosed_hasItsWholeSizeAgain() throws Exception {
    String output = run(96, 48, 48, 48);

    assertThat(output)
        .containsPattern("(?s)(capacity=48MB.*stored and found.*){3}")
        .doesNotContain("MaxDirectMemorySize");
  }

  private static int capacityMb(String output) {
    int start = output.indexOf("capacity=");
    assertThat(start).as(output).isNotNegative();
    return Integer.parseInt(output.substring(start + 9, output.indexOf("MB", start)));
  }

  private static String run(int directMb, int... wantedMb)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:MaxDirectMemorySize=" + directMb + "m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
    Arrays.stream(wantedMb).mapToObj(String::valueOf).forEach(command::add);
    Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
    assertThat(jvm.exitValue()).as(output).isZero();
    return output;
  }

  /** Runs in the other JVM: opens stores one after the other and uses them. */
  static final class Child {
    private Child() {}

    /** Takes the sizes of the off-heap tiers in MB. */
    public static void main(String[] arguments) {
      for (String offHeapMb : arguments) {
        use(Long.parseLong(offHeapMb));
      }
    }

    private static void use(long offHeapMb) {
      byte[] body = Bodies.body(1, 100_000);
      try (EhcacheSegmentStore store =
          Stores.open(1L << 20, offHeapMb << 20, new FakeClock(), new PrebufferMetrics())) {
        StoreUsage usage = store.usage();
        System.out.println("capacity=" + (usage.capacityBytes() >> 20) + "MB");
        Stores.put(store, Stores.key(1), body, /* requested= */ true);
        boolean same = Arrays.equals(body, Stores.body(store, Stores.key(1)));
        System.out.println(same ? "stored and found" : "stored and not found");
      }
    }
  }
}
