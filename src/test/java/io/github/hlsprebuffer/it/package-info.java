/** The library as it is deployed: real servers, real connections, and an origin that misbehaves. */
@NullMarked
package io.github.hlsprebuffer.it;

import org.jspecify.annotations.NullMarked;
