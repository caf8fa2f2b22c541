/**
 * The way through to a node's kubelet: logs, exec, attach, port-forward, and the proxy to the node.
 *
 * <p>Every connection is TLS with the server's own client certificate, and the kubelet's certificate must be of the
 * cluster's CA. A log is copied by the request's own thread; a WebSocket has one thread for what comes from the kubelet,
 * while what comes from the client is handed on by the edge. Nothing is buffered but one frame each way.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.kubelet;

import org.jspecify.annotations.NullMarked;
