package io.github.hlsprebuffer.it;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The JVM of a Tomcat, seen through JMX. */
final class TomcatJvm implements AutoCloseable {
  private static final String CLASS_LOADER = "org.apache.catalina.loader.ParallelWebappClassLoader";

  private static final String CONNECTION_TIMEOUT = "connectionTimeout";

  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private TomcatJvm(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
  }

  /** That of the Tomcat under test. */
  static TomcatJvm connect() throws IOException {
    return connect(Integer.parseInt(GatewayWar.property("tomcat.jmx.port")));
  }

  /** That of a Tomcat whose JMX has this port. */
  @SuppressWarnings(
      "BanJNDI") // The address is the loopback one of a server that this build started.
  static TomcatJvm connect(int port) throws IOException {
    String address = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi";
    return new TomcatJvm(JMXConnectorFactory.connect(new JMXServiceURL(address)));
  }

  /** Names of all live threads but those of Tomcat's own pools and of this connection. */
  Set<String> threads() throws IOException {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class);
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull)
        .map(ThreadInfo::getThreadName)
        .filter(name -> !name.matches("http-nio-.*|Catalina-utility-.*|RMI .*|JMX .*"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Web applications in memory, after a garbage collection. */
  long webappClassLoaders() throws IOException, JMException {
    Object histogram =
        beans.invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            "gcClassHistogram",
            new Object[] {new String[0]},
            new String[] {String[].class.getName()});
    return Arrays.stream(String.valueOf(histogram).split("\n", -1))
        .map(line -> List.of(line.strip().split("\\s+", -1)))
        .filter(columns -> columns.size() > 3 && columns.get(3).equals(CLASS_LOADER))
        .mapToLong(columns -> Long.parseLong(columns.get(1)))
        .sum();
  }

  /** Bytes of direct memory in use. */
  long directMemoryBytes() throws IOException {
    return ManagementFactory.getPlatformMXBeans(beans, BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** How many threads of the connector work now. */
  int busyThreads() throws IOException, JMException {
    return (Integer) beans.getAttribute(connectorThreads(), "currentThreadsBusy");
  }

  /** Open connections of the connector. */
  long connections() throws IOException, JMException {
    return (Long) beans.getAttribute(connectorThreads(), "connectionCount");
  }

  /** Lets the connector have so many threads at most, until what is returned is closed. */
  AutoCloseable limitThreads(int threads) throws IOException, JMException {
    return setting(
        Map.of("minSpareThreads", threads, "maxThreads", threads), "maxThreads", "minSpareThreads");
  }

  /** Ends all threads of the connector, and lets it begin anew. */
  void restartConnector() throws IOException, JMException {
    tellConnector("stop");
    tellConnector("start");
  }

  /** Has the connector take no new requests until what is returned is closed. */
  AutoCloseable pauseConnector() throws IOException, JMException {
    tellConnector("pause");
    return () -> tellConnector("resume");
  }

  private void tellConnector(String operation) throws IOException, JMException {
    ObjectName connector =
        beans.queryNames(new ObjectName("Catalina:type=Connector,*"), null).iterator().next();
    beans.invoke(connector, operation, new Object[0], new String[0]);
  }

  /** Has new connections end when their client takes nothing for so long. */
  AutoCloseable limitWrites(Duration silence) throws IOException, JMException {
    return setting(Map.of(CONNECTION_TIMEOUT, (int) silence.toMillis()), CONNECTION_TIMEOUT);
  }

  /** Sets attributes of the connector, and sets them back in this order. */
  private AutoCloseable setting(Map<String, Integer> values, String... back)
      throws IOException, JMException {
    ObjectName threads = connectorThreads();
    List<Attribute> before = new ArrayList<>();
    for (String name : back) {
      before.add(new Attribute(name, beans.getAttribute(threads, name)));
    }
    for (int i = back.length - 1; i >= 0; i--) {
      beans.setAttribute(threads, new Attribute(back[i], values.get(back[i])));
    }
    return () -> {
      for (Attribute attribute : before) {
        beans.setAttribute(threads, attribute);
      }
    };
  }

  private ObjectName connectorThreads() throws IOException, JMException {
    return beans.queryNames(new ObjectName("Catalina:type=ThreadPool,*"), null).iterator().next();
  }

  /** Our MBeans. */
  Set<ObjectName> monitors() throws IOException, JMException {
    return beans.queryNames(new ObjectName("io.github.hlsprebuffer:*"), null);
  }

  Object attribute(ObjectName bean, String name) throws IOException, JMException {
    return beans.getAttribute(bean, name);
  }

  /** Calls an operation that takes nothing. */
  void invoke(ObjectName bean, String operation) throws IOException, JMException {
    beans.invoke(bean, operation, new Object[0], new String[0]);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
