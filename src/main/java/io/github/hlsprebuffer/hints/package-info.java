/**
 * What players and origins say about what will be wanted: CMCD of requests, the prefetch hints of
 * responses, and the query parameters that mean something to HLS. No I/O, no clock.
 */
@NullMarked
package io.github.hlsprebuffer.hints;

import org.jspecify.annotations.NullMarked;
