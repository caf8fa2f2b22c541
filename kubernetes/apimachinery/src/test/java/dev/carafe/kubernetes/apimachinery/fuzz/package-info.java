/** Fuzzers of what reads the bytes and texts of clients; {@link FuzzTest} runs them. */
@NullMarked
package dev.carafe.kubernetes.apimachinery.fuzz;

import org.jspecify.annotations.NullMarked;
