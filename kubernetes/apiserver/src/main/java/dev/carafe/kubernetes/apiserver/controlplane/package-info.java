/**
 * What a server does about itself and its likes on one store: the lease that says that it is there, the addresses behind the
 * service {@code kubernetes} (upstream's pkg/controlplane), and the repair of what services take.
 *
 * <p>Each does one round when it is called and has no thread; {@link dev.carafe.kubernetes.apiserver.controlplane.Rounds} calls
 * them, and {@link dev.carafe.kubernetes.apiserver.controlplane.ObjectFollower} those that look at single objects. Knows the registry, the
 * watch cache and the store.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.controlplane;

import org.jspecify.annotations.NullMarked;
