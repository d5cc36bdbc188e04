/**
 * Settings: their names, how they are read and checked, and the record the rest of the code asks.
 * Imports nothing of ours.
 */
@NullMarked
package io.github.hlsprebuffer.config;

import org.jspecify.annotations.NullMarked;
