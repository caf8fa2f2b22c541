/**
 * The kubelet's HTTPS server: what the API server asks of a node on behalf of users, namely logs, exec,
 * attach, port-forward, and the node's own view of its pods (upstream {@code pkg/kubelet/server}).
 *
 * <p>{@link dev.carafe.kubernetes.kubelet.server.KubeletServer} is the entry. Every request runs on a
 * virtual thread of its own and may block; streams have one more thread for each direction. Who asks is
 * found out by client certificate or token, and nobody gets an answer without being authorized. Rests on
 * {@code cri}, {@code runtime} and {@code logs}; {@code spdy} below it speaks to the runtime's streaming server.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.server;

import org.jspecify.annotations.NullMarked;
