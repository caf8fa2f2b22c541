/**
 * What {@code /metrics} tells, by upstream's names and labels, in Prometheus' text format.
 *
 * <p>Counting is thread-safe and waits for nobody. Only what is served becomes a label: what clients make up does not.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
