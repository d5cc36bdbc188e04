package io.github.hlsprebuffer.bench;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks into a running gateway, by JMX and by what the system knows of its process. */
final class GatewayProbe implements AutoCloseable {
  /** {@code TCP_ESTABLISHED} and {@code TCP_CLOSE_WAIT}: what a process has to close itself. */
  private static final Set<String> HELD = Set.of("01", "08");

  private static final Pattern OWN_THREAD = Pattern.compile("^(RMI|JMX|Attach) ");

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;

  private final RunningServer server;
  private final int originPort;
  private final JMXConnector connector;
  private final MBeanServerConnection beans;
  private final ObjectName prebuffer;

  private GatewayProbe(RunningServer server, int originPort, JMXConnector connector)
      throws IOException, JMException {
    this.server = server;
    this.originPort = originPort;
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
    this.prebuffer =
        beans.queryNames(new ObjectName("io.github.hlsprebuffer:type=Prebuffer,*"), null).stream()
            .findFirst()
            .orElseThrow(() -> new IOException("The gateway has no statistics"));
  }

  @SuppressWarnings("BanJNDI") // what is at this address was started by this very run
  static GatewayProbe attach(RunningServer server, int originPort) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(server.process().pid()));
      try {
        JMXServiceURL address = new JMXServiceURL(machine.startLocalManagementAgent());
        return new GatewayProbe(server, originPort, JMXConnectorFactory.connect(address));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | JMException e) {
      throw new IOException("Can't look into the gateway", e);
    }
  }

  /**
   * All figures now.
   *
   * @param withHeap also what the heap holds after a collection of all garbage, which takes time
   */
  Map<SoakFigure, Long> look(boolean withHeap) throws IOException {
    Map<SoakFigure, Long> figures = new EnumMap<>(SoakFigure.class);
    if (withHeap) {
      figures.put(SoakFigure.LIVE_HEAP, server.liveHeapBytes());
    }
    figures.put(SoakFigure.DIRECT_MEMORY, directMemory());
    figures.put(SoakFigure.RESIDENT, server.memoryBytes());
    figures.put(SoakFigure.THREADS, threads());
    figures.put(SoakFigure.DESCRIPTORS, descriptors());
    figures.put(SoakFigure.VIEWER_CONNECTIONS, connections(LOCAL, server.port()));
    figures.put(SoakFigure.ORIGIN_CONNECTIONS, connections(REMOTE, originPort));
    figures.put(SoakFigure.FILLS, statistic("fillsInFlight"));
    figures.put(SoakFigure.ORIGIN_REQUESTS, statistic("originRequests"));
    figures.put(SoakFigure.RESERVED, statistic("reservedBytes"));
    return figures;
  }

  /** One of the gateway's own statistics. */
  long statistic(String name) throws IOException {
    try {
      TabularData all = (TabularData) beans.getAttribute(prebuffer, "All");
      CompositeData entry = all.get(new Object[] {name});
      if (entry == null) {
        throw new IOException("No statistic: " + name);
      }
      return Math.round((Double) entry.get("value"));
    } catch (JMException e) {
      throw new IOException(name, e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }

  /** All but those that are there because of this probe. */
  private long threads() throws IOException {
    ThreadMXBean threads =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && !OWN_THREAD.matcher(thread.getThreadName()).find())
        .count();
  }

  private long directMemory() throws IOException {
    return ManagementFactory.getPlatformMXBeans(beans, BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(proc("fd"))) {
      return open.count();
    }
  }

  /** Connections, of which one end is the gateway's, with a port at that column. */
  private long connections(int column, int port) throws IOException {
    String end = String.format(":%04X", port);
    long count = 0;
    for (String table : new String[] {"net/tcp", "net/tcp6"}) {
      for (String line : Files.readAllLines(proc(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (HELD.contains(fields[STATE]) && fields[column].endsWith(end)) {
          count++;
        }
      }
    }
    return count;
  }

  private Path proc(String name) {
    return Path.of("/proc", Long.toString(server.process().pid()), name);
  }
}
