/**
 * A whole cloud in this process: starts every part, joins them, watches over them and stops them again.
 *
 * <p>{@link dev.carafe.cli.cluster.LocalCluster} is the place to start reading. The parts bring their own threads; here run
 * only the caller's and one that looks after them. Knows every room of the house, and of this one {@code data},
 * {@code host}, {@code image}, {@code kubeconfig} and {@code pki}.
 */
@NullMarked
package dev.carafe.cli.cluster;

import org.jspecify.annotations.NullMarked;
