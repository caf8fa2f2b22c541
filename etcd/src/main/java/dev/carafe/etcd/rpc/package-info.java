/**
 * etcd's v3 protocol: its methods, and the way between its messages and the store's requests and responses.
 *
 * <p>Pure. The messages come from {@code src/main/protobuf}; the methods are written by hand, because the generator of
 * gRPC's stubs has no executable for Linux.
 *
 * <p>Arrows: knows the public values and the generated messages; {@code server}, {@code http},
 * {@code remote} and {@code slow} know it.
 */
@NullMarked
package dev.carafe.etcd.rpc;

import org.jspecify.annotations.NullMarked;
