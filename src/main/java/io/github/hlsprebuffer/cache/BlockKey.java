package io.github.hlsprebuffer.cache;

/** Names one block of one stored body. */
record BlockKey(long bodyId, int index) {}
