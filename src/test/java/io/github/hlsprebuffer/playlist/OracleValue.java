package io.github.hlsprebuffer.playlist;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of the model of io.lindstrom's m3u8-parser, whose properties are asked for by name: its
 * classes carry annotations of a library that it does not bring, which javac warns about.
 */
final class OracleValue {

  private static final String PARSER = "io.lindstrom.m3u8.parser.";

  private final Object value;

  private OracleValue(Object value) {
    this.value = value;
  }

  /** Reads a playlist with the parser of that class, in lenient mode. */
  static OracleValue read(String parserClass, String playlist) throws ReflectiveOperationException {
    Class<?> mode = Class.forName(PARSER + "ParsingMode");
    Object lenient = mode.getField("LENIENT").get(null);
    Object parser = Class.forName(PARSER + parserClass).getConstructor(mode).newInstance(lenient);
    return new OracleValue(
        parser.getClass().getMethod("readPlaylist", String.class).invoke(parser, playlist));
  }

  /** Returns the property, or null when it is an empty optional. */
  @Nullable Object get(String property) {
    Object result = invoke(property);
    return result instanceof Optional<?> optional ? optional.orElse(null) : result;
  }

  /** Returns the property as a value with properties of its own, or null. */
  @Nullable OracleValue child(String property) {
    Object child = get(property);
    return child == null ? null : new OracleValue(child);
  }

  List<OracleValue> children(String property) {
    return ((List<?>) invoke(property)).stream().map(OracleValue::new).toList();
  }

  private Object invoke(String property) {
    try {
      // The method of the interface: the class that implements it is not public.
      return value.getClass().getInterfaces()[0].getMethod(property).invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(property, e);
    }
  }
}
