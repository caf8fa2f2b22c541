/**
 * Pods' volumes on this machine: emptyDir, hostPath, configMap, secret, downwardAPI, projected, and claims
 * of hostPath and local volumes, laid out as upstream's kubelet lays them out
 * ({@code <root>/pods/<uid>/volumes/kubernetes.io~<plugin>/<name>}).
 *
 * <p>{@link dev.carafe.kubernetes.kubelet.volume.VolumeMounts} is the entry; each pod's own thread calls it
 * and blocks in it. What is on disk and in the mount table is the only state, so that a restarted kubelet
 * goes on where another stopped; only tokens are kept in memory. Rests on {@code objects} and {@code downward}.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.volume;

import org.jspecify.annotations.NullMarked;
