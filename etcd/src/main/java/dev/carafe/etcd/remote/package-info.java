/**
 * The store behind a network: {@link dev.carafe.etcd.remote.RemoteStore} speaks to any etcd v3.
 *
 * <p>Threads: calls block their caller; each watch has a virtual thread that reads its stream and calls the listener; one more
 * looks after the connection.
 *
 * <p>Arrows: knows the public interface and {@code rpc}.
 */
@NullMarked
package dev.carafe.etcd.remote;

import org.jspecify.annotations.NullMarked;
