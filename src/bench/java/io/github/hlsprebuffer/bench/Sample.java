package io.github.hlsprebuffer.bench;

/**
 * What one measurement found.
 *
 * @param requestsPerSecond complete responses per second
 * @param bytesPerSecond the rate of all bytes sent, header sections included
 * @param p99Millis the time within which 99 of 100 requests were answered
 * @param cpuSeconds processor time that the server used
 * @param seconds how long it took
 */
record Sample(
    double requestsPerSecond,
    double bytesPerSecond,
    double p99Millis,
    double cpuSeconds,
    double seconds) {
  private static final double BYTES_PER_GIGABYTE = 1e9;

  double gigabytesPerSecond() {
    return bytesPerSecond / BYTES_PER_GIGABYTE;
  }

  double cpuSecondsPerGigabyte() {
    return cpuSeconds / (gigabytesPerSecond() * seconds);
  }

  double cpuMicrosPerRequest() {
    return cpuSeconds * 1e6 / (requestsPerSecond * seconds);
  }

  /** How busy the server kept its core, from 0 to 1; well below 1, the load generator was full. */
  double coreUse() {
    return cpuSeconds / seconds;
  }
}
