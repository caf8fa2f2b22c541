/**
 * A node that only pretends: for machines where containers cannot run, so that the control plane can be tried all the
 * same.
 *
 * <p>Pods that are bound to it count as running, and as finished when they are not meant to run for ever. Threads: one that
 * keeps the lease, two that look after pods. Knows the Kubernetes client, and of this room only
 * {@code data}.
 */
@NullMarked
package dev.carafe.cli.simulated;

import org.jspecify.annotations.NullMarked;
