/**
 * Keeps bytes: stored responses in blocks over Ehcache tiers, and fills, which are responses on
 * their way. The only door to Ehcache; imports only leaves.
 */
@NullMarked
package io.github.hlsprebuffer.cache;

import org.jspecify.annotations.NullMarked;
