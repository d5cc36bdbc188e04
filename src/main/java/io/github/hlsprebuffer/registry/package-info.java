/**
 * Who is watching what, and where they are: timelines of media playlists and the playheads on them.
 */
@NullMarked
package io.github.hlsprebuffer.registry;

import org.jspecify.annotations.NullMarked;
