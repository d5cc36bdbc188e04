/**
 * Players that load, buffer and watch in real time, and compare every byte. Imports nothing of the
 * library.
 */
@NullMarked
package io.github.hlsprebuffer.bench.player;

import org.jspecify.annotations.NullMarked;
