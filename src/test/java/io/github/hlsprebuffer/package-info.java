/** Tests of the library as a whole. */
@NullMarked
package io.github.hlsprebuffer;

import org.jspecify.annotations.NullMarked;
