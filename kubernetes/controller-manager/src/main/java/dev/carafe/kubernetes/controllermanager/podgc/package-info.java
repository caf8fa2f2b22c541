/**
 * Deletes pods that nobody else will: those of nodes that are gone, those that end unbound, and the oldest of too many that
 * have ended (k8s.io/kubernetes pkg/controller/podgc, 1.37).
 *
 * <p>Threads: one that looks every 20 s.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.podgc;

import org.jspecify.annotations.NullMarked;
