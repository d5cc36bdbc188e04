package io.github.hlsprebuffer.servlet;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
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
 * call, out of method handles of its own, and each of those remembers the types that it was last
 * adapted to: firmly the last one of the JDK itself, and in newer versions softly the last one of
 * anybody else. Before that, whichever came last stayed firmly. So the class loader of an
 * application long gone would stay in memory until another's record comes along. We send along
 * types of the container, and then of the JDK.
 */
final class RecordMethods {
  private static final Logger log = LoggerFactory.getLogger(RecordMethods.class);

  private RecordMethods() {}

  /** To be called when no code of ours will run any more. */
  static void release() {
    try {
      adapt(Servlet.class, "getServletConfig", ServletConfig.class);
      adapt(String.class, "trim", String.class);
    } catch (Throwable e) { // declared by bootstrap
      log.debug("The class loader may stay for a while", e);
    }
  }

  /** What the JVM does for a record with one component; that the type is none, nobody minds. */
  private static void adapt(Class<?> type, String getter, Class<?> component) throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle handle = lookup.findVirtual(type, getter, MethodType.methodType(component));
    adapt(lookup, handle, "equals", MethodType.methodType(boolean.class, type, Object.class));
    adapt(lookup, handle, "hashCode", MethodType.methodType(int.class, type));
    adapt(lookup, handle, "toString", MethodType.methodType(String.class, type));
  }

  private static void adapt(
      MethodHandles.Lookup lookup, MethodHandle getter, String method, MethodType type)
      throws Throwable {
    Class<?> receiver = type.parameterType(0);
    Object unused = ObjectMethods.bootstrap(lookup, method, type, receiver, "component", getter);
  }
}
