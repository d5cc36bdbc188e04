/**
 * Measures the gateway beside other HTTP caches, all in front of one origin. Imports nothing of the
 * library: it drives the packaged WAR from outside.
 */
@NullMarked
package io.github.hlsprebuffer.bench;

import org.jspecify.annotations.NullMarked;
