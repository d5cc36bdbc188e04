/**
 * The small part of HTTP that fetching, caching and serving have in common: header fields, cache
 * directives, byte ranges. No I/O; imports nothing of ours.
 */
@NullMarked
package io.github.hlsprebuffer.http;

import org.jspecify.annotations.NullMarked;
