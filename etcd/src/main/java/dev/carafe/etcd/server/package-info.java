/**
 * etcd's gRPC services over any {@link dev.carafe.etcd.Member}.
 *
 * <p>Threads: Netty's loops read and write the sockets. Single-key gets, and puts, deletes and transactions that write,
 * begin there and are answered there, without ever waiting; every other call runs on virtual threads and blocks there.
 * Watches send new events from their connection's loop, and what they read of history from virtual threads. While a client does
 * not read, its watches are not called, which sends them to history.
 *
 * <p>Arrows: knows the public interface, {@code rpc} and {@code slow}; never which member it serves.
 */
@NullMarked
package dev.carafe.etcd.server;

import org.jspecify.annotations.NullMarked;
