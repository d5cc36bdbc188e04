/**
 * The example gateway's own part: a deliberately slow origin server inside the web application, so
 * that the difference which prebuffering makes can be seen without any other machine. It uses
 * nothing of the library and the library nothing of it.
 */
@NullMarked
package io.github.hlsprebuffer.example;

import org.jspecify.annotations.NullMarked;
