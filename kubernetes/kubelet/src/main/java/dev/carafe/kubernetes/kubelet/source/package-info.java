/**
 * Where pods come from: the API server's pods of this node, a directory of manifests, a URL; and the
 * mirror pods by which the API server shows the last two.
 *
 * <p>Each source has one thread and tells a {@link dev.carafe.kubernetes.kubelet.source.PodSink}.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.source;

import org.jspecify.annotations.NullMarked;
