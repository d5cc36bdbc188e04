/** What happened: counters, their snapshot, and the MXBean. Imports nothing of ours. */
@NullMarked
package io.github.hlsprebuffer.metrics;

import org.jspecify.annotations.NullMarked;
