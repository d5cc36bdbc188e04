package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.HttpFields;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request without a container: it answers what the tests of pure classes ask, and fails on
 * anything else.
 */
record RequestStub(
    String contextPath,
    String requestUri,
    @Nullable String query,
    HttpFields fields,
    String localAddress,
    boolean isTls) {

  static RequestStub of(String contextPath, String requestUri) {
    return new RequestStub(
        contextPath,
        requestUri,
        /* query= */ null,
        HttpFields.EMPTY,
        "192.0.2.1",
        /* isTls= */ true);
  }

  RequestStub withQuery(String text) {
    return new RequestStub(contextPath, requestUri, text, fields, localAddress, isTls);
  }

  RequestStub with(String name, String value) {
    return new RequestStub(
        contextPath, requestUri, query, fields.with(name, value), localAddress, isTls);
  }

  /** Over a connection that ends here, whatever the scheme of the request. */
  RequestStub over(String address, boolean tls) {
    return new RequestStub(contextPath, requestUri, query, fields, address, tls);
  }

  HttpServletRequest request() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            RequestStub.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> answer(method, arguments));
  }

  private @Nullable Object answer(Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "getContextPath" -> contextPath;
      case "getRequestURI" -> requestUri;
      case "getQueryString" -> query;
      case "getScheme" -> "https";
      case "getServerName" -> "server.example";
      case "getLocalAddr" -> localAddress;
      case "getLocalPort" -> 8000;
      case "getAttribute" ->
          isTls && name(arguments).equals("jakarta.servlet.request.cipher_suite")
              ? "TLS_AES_128_GCM_SHA256"
              : null;
      case "getRemoteAddr" -> "192.0.2.7";
      case "getHeader" -> fields.first(name(arguments));
      case "getHeaders" -> Collections.enumeration(values(name(arguments)));
      case "getHeaderNames" -> Collections.enumeration(names());
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private static String name(Object @Nullable [] arguments) {
    if (arguments == null) {
      throw new IllegalArgumentException("no name");
    }
    return (String) arguments[0];
  }

  private List<String> values(String name) {
    return StreamSupport.stream(fields.spliterator(), false)
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(HttpFields.Field::value)
        .toList();
  }

  private List<String> names() {
    return StreamSupport.stream(fields.spliterator(), false)
        .map(HttpFields.Field::name)
        .distinct()
        .toList();
  }
}
