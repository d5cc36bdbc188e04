/**
 * An origin with the latency and the rate of a distant one, whose every response is logged. Imports
 * nothing of the library.
 */
@NullMarked
package io.github.hlsprebuffer.bench.origin;

import org.jspecify.annotations.NullMarked;
