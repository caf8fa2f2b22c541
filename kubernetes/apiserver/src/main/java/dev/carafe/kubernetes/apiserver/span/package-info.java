/**
 * What the parts of the server that answer a request tell of how they do it: the operations of a trace, told to nobody unless the
 * server is asked to trace. Knows no library of traces.
 *
 * <p>Threads: none of its own; an operation belongs to the thread that began it.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.span;

import org.jspecify.annotations.NullMarked;
