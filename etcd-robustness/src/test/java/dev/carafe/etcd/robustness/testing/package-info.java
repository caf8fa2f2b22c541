/** Histories written by hand. Arrows: knows {@code history}. */
@NullMarked
package dev.carafe.etcd.robustness.testing;

import org.jspecify.annotations.NullMarked;
