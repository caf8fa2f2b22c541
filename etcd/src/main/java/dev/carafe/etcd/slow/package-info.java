/**
 * What the log tells of requests that took too long: who measures asks it.
 *
 * <p>Arrows: knows {@code rpc} and the public values; {@code embed} and {@code server} know it.
 */
@NullMarked
package dev.carafe.etcd.slow;

import org.jspecify.annotations.NullMarked;
