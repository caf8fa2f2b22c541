/**
 * What a whole run is held to, of simulated members or of real ones: its history, its log, and that all members show one log.
 *
 * <p>Pure. Arrows: knows {@code history}, {@code linearizability}, {@code model} and {@code watch}.
 */
@NullMarked
package dev.carafe.etcd.robustness.check;

import org.jspecify.annotations.NullMarked;
