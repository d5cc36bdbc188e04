/** Requests in, responses out. The only door to {@code jakarta.servlet}. */
@NullMarked
package io.github.hlsprebuffer.servlet;

import org.jspecify.annotations.NullMarked;
