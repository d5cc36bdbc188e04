package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.HttpFields;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A viewer's request and the response to write.
 *
 * @param fields the viewer's own
 * @param withBody whether the answer has its body: that of a GET has, that of a HEAD has not
 * @param refuses whether a 412 or a 416 is said here, and not by the application behind
 */
record ViewerExchange(
    HttpServletRequest request,
    HttpFields fields,
    boolean withBody,
    boolean refuses,
    HttpServletResponse response) {}
