/** Talks to origin servers. The only door to HttpClient; knows nothing of caching. */
@NullMarked
package io.github.hlsprebuffer.fetch;

import org.jspecify.annotations.NullMarked;
