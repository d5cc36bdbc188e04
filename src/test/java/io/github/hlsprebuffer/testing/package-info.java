/**
 * Test kit: a scripted HTTP origin, a raw HTTP client, manual time and generated media, so that
 * tests of races and faults need neither sleeping nor mocks.
 */
@NullMarked
package io.github.hlsprebuffer.testing;

import org.jspecify.annotations.NullMarked;
