/**
 * Decides what to fetch next and when, and joins fetching with keeping: the only package that knows
 * both {@code fetch} and {@code cache}.
 */
@NullMarked
package io.github.hlsprebuffer.prefetch;

import org.jspecify.annotations.NullMarked;
