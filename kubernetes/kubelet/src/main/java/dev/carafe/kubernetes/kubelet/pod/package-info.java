/**
 * The life of each pod on this machine: what to do next (pure), and one worker a pod that does it.
 *
 * <p>Each pod has one virtual thread and one slot for the newest word on it; nothing of a pod is done by
 * two threads at once. A worker compares the pod with what the runtime reports, acts, reports, and waits.
 * Knows the runtime, volumes, probes and status; nobody here knows the API server but through them.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.pod;

import org.jspecify.annotations.NullMarked;
