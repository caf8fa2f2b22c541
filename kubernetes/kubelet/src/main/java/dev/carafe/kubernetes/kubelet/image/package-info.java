/**
 * Makes containers' images present before they are created, by their pull policy, with growing waits
 * after failures and the credentials that pods name. Called by each pod's own thread.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.image;

import org.jspecify.annotations.NullMarked;
