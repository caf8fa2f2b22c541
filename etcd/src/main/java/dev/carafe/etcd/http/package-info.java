/**
 * HTTP on the port that gRPC is served on: health, readiness, version and metrics under etcd's paths, and the services as
 * JSON under {@code /v3/}, with grpc-gateway's form of errors.
 *
 * <p>{@link dev.carafe.etcd.http.ClientPort} tells by the first request of a connection, behind TLS where there is TLS, whether
 * it is gRPC; what is not, HTTP/1.1 or HTTP/2, goes to {@link dev.carafe.etcd.http.HttpService}.
 *
 * <p>Threads: Netty's for connections; each request has a virtual thread, one at a time for a connection.
 *
 * <p>Arrows: knows the public values, {@code metrics}, gRPC's definitions of the services, the generated messages and {@code rpc}'s message of a
 * watch; {@code server} knows it.
 */
@NullMarked
package dev.carafe.etcd.http;

import org.jspecify.annotations.NullMarked;
