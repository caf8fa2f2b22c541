/**
 * Fakes, models and recorders for tests of a store, here and in other rooms; no server uses them. Arrows: knows the public
 * interface and {@code wal}'s file layer.
 */
@NullMarked
package dev.carafe.etcd.testing;

import org.jspecify.annotations.NullMarked;
