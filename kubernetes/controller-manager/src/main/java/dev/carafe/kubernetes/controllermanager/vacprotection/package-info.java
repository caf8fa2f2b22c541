/**
 * Keeps a deleted class of volume attributes as long as a claim or a volume names it (k8s.io/kubernetes
 * pkg/controller/volume/vacprotection, 1.37).
 *
 * <p>Threads: the worker of its queue.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.vacprotection;

import org.jspecify.annotations.NullMarked;
