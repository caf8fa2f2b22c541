/**
 * The HTTP edge: TLS, HTTP/1.1, HTTP/2 and WebSocket over Jetty, which no other package sees.
 *
 * <p>Every request has a virtual thread of its own, which may block. The package knows nothing of Kubernetes.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.http;

import org.jspecify.annotations.NullMarked;
