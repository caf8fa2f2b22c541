/** Runs what looks for bytes that a reader neither takes nor refuses; for tests alone. */
@NullMarked
package dev.carafe.fuzzing;

import org.jspecify.annotations.NullMarked;
