/**
 * Startup, liveness and readiness probes, and the HTTP requests of lifecycle hooks: asking containers how
 * they are, and counting the answers.
 *
 * <p>{@link dev.carafe.kubernetes.kubelet.probe.ProbeCounter} decides (pure);
 * {@link dev.carafe.kubernetes.kubelet.probe.ProbeWorkers} asks, with one virtual thread a probe. Knows
 * the runtime's values and CRI, and tells whoever listens of changed verdicts.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.probe;

import org.jspecify.annotations.NullMarked;
