/** Host applications in front of which the integration tests put the filter; they run in Tomcat. */
@NullMarked
package io.github.hlsprebuffer.it.host;

import org.jspecify.annotations.NullMarked;
