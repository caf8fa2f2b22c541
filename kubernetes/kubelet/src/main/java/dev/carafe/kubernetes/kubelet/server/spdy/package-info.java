/**
 * The client's side of SPDY/3.1, as far as container runtimes' streaming servers speak it
 * (Go's {@code moby/spdystream}): streams that we open over a connection that was upgraded from HTTP/1.1.
 *
 * <p>Each connection has one reading thread; streams are read and written by their users, who block.
 * Knows nothing of Kubernetes.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.server.spdy;

import org.jspecify.annotations.NullMarked;
