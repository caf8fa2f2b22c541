/**
 * Keeps a deleted volume as long as a claim is bound to it (k8s.io/kubernetes pkg/controller/volume/pvprotection, 1.37).
 *
 * <p>Threads: the worker of its queue.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.pvprotection;

import org.jspecify.annotations.NullMarked;
