/**
 * The HLS model and its reader: what a playlist of RFC 8216bis says, as immutable values. Nothing
 * here does I/O, reads a clock or knows another package.
 */
@NullMarked
package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.NullMarked;
