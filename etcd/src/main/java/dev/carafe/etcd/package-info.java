/**
 * The key-value store's public face: the {@link dev.carafe.etcd.Store} interface with etcd's v3 requests and
 * responses as immutable records.
 *
 * <p>Threads: everything here is immutable; a {@code Store} may be used by any number of threads, its methods block.
 *
 * <p>Arrows: this package knows nobody. {@code embed} implements it over {@code mvcc}, {@code lease}, {@code watch}
 * and {@code wal}; {@code remote} implements it over gRPC; {@code server} puts any {@code Store} behind etcd's gRPC
 * services.
 */
@NullMarked
package dev.carafe.etcd;

import org.jspecify.annotations.NullMarked;
