/** Fuzzers of what the API server alone reads: {@link FuzzTest} runs them. */
@NullMarked
package dev.carafe.kubernetes.apiserver.fuzz;

import org.jspecify.annotations.NullMarked;
