package io.github.hlsprebuffer.servlet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the JDK let go of this application's records when the application ends.
 *
 * <p>The JDK makes {@code equals}, {@code hashCode} and {@code toString} of a record at their first
 * call, out of method handles of its own, and each of those remembers the type that it was last
 * adapted to (JDK-8078641). That keeps a record's class in memory, and with it the class loader of
 * an application long gone, until the next record comes along. So we send along one of no
 * application.
 */
final class RecordMethods {
  private static final Logger log = LoggerFactory.getLogger(RecordMethods.class);

  private RecordMethods() {}

  /** To be called when no code of ours will run any more. */
  static void release() {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodHandle component =
          lookup.findVirtual(String.class, "trim", MethodType.methodType(String.class));
      adapt(lookup, "equals", component, boolean.class, String.class, Object.class);
      adapt(lookup, "hashCode", component, int.class, String.class);
      adapt(lookup, "toString", component, String.class, String.class);
    } catch (Throwable e) { // declared by bootstrap
      log.debug("The class loader may stay for a while", e);
    }
  }

  /** What the JVM does for a record; that a string is none, nobody minds. */
  private static void adapt(
      MethodHandles.Lookup lookup,
      String method,
      MethodHandle component,
      Class<?> result,
      Class<?> receiver,
      Class<?>... arguments)
      throws Throwable {
    MethodType type = MethodType.methodType(result, receiver, arguments);
    Object unused =
        ObjectMethods.bootstrap(lookup, method, type, String.class, "component", component);
  }
}
