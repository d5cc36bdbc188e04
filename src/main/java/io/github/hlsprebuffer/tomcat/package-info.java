/**
 * What Tomcat itself needs to have an engine for all of its applications. Knows JNDI, and nothing
 * of servlets.
 */
@NullMarked
package io.github.hlsprebuffer.tomcat;

import org.jspecify.annotations.NullMarked;
