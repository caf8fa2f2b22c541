/**
 * What runs on this machine, and how a pod is put to the container runtime: the truth read back from CRI
 * as plain values, and the translation of pods and containers into CRI's configurations.
 *
 * <p>Values and pure functions, but for {@link dev.carafe.kubernetes.kubelet.runtime.RuntimePods} and
 * {@link dev.carafe.kubernetes.kubelet.runtime.PodFiles}, which block their callers. Here also stand the
 * interfaces by which volumes and environments come in.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.runtime;

import org.jspecify.annotations.NullMarked;
