package io.github.hlsprebuffer.hints;

import java.util.List;

/**
 * What a key of a dictionary maps to.
 *
 * @param isList whether it was written as an inner list (RFC 8941 §3.1.1)
 * @param items one where it is no list; may be empty where it is one
 */
record Member(boolean isList, List<Item> items) {}
