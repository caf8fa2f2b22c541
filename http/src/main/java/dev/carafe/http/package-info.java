/**
 * The HTTP edge: TLS, HTTP/1.1, HTTP/2 and WebSocket over Jetty, which no other package sees.
 *
 * <p>Every request has a virtual thread of its own, which may block. The package knows nobody in the house: what is
 * served is the handler's business.
 */
@NullMarked
package dev.carafe.http;

import org.jspecify.annotations.NullMarked;
