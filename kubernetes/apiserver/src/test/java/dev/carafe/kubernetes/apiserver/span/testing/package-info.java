/** Spans for tests. */
@NullMarked
package dev.carafe.kubernetes.apiserver.span.testing;

import org.jspecify.annotations.NullMarked;
