/** Sets the embedded Jetty of the integration tests up as Jetty itself is. */
@NullMarked
package io.github.hlsprebuffer.it.jetty;

import org.jspecify.annotations.NullMarked;
