package io.github.hlsprebuffer.tomcat;

import io.github.hlsprebuffer.prefetch.SharedEngine;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines that run, each with its MBean: a container may ask for one resource several times,
 * also at once, and there must never be two of it. Thread-safe.
 */
final class RunningEngines {
  private static final Logger log = LoggerFactory.getLogger(RunningEngines.class);
  private static final String MONITOR = "io.github.hlsprebuffer:type=SharedEngine";

  private static final Map<String, SharedEngine> RUNNING = new HashMap<>();

  private RunningEngines() {}

  /** The engine of that name, started if there is none. It leaves when it is closed. */
  static synchronized SharedEngine get(String name, Supplier<SharedEngine> start) {
    SharedEngine running = RUNNING.get(name);
    if (running == null) {
      running = start.get();
      RUNNING.put(name, running);
      Runnable unregister = register(running);
      running.whenClosed(
          () -> {
            forget(name);
            unregister.run();
          });
    }
    return running;
  }

  private static synchronized void forget(String name) {
    RUNNING.remove(name);
  }

  private static Runnable register(SharedEngine engine) {
    try {
      ObjectName name = new ObjectName(MONITOR);
      ManagementFactory.getPlatformMBeanServer().registerMBean(engine.monitor(), name);
      return () -> unregister(name);
    } catch (JMException e) {
      log.warn("No JMX for a shared cache", e);
      return () -> {};
    }
  }

  private static void unregister(ObjectName name) {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (JMException e) {
      log.warn("The MBean {} was gone already", name, e);
    }
  }
}
