/** Fakes and recorders for the store's tests. Arrows: knows the public interface and {@code wal}'s file layer. */
@NullMarked
package dev.carafe.etcd.testing;

import org.jspecify.annotations.NullMarked;
