/**
 * The engine that gives a tree the shape its declaration says: checks types, prunes, brings values to their canonical
 * form, and fills in defaults.
 *
 * <p>What Go's typed decoding does for upstream, done here on trees: {@link
 * dev.carafe.kubernetes.apimachinery.structural.Decoder} for objects that come in, {@link
 * dev.carafe.kubernetes.apimachinery.structural.Defaulter} for what they leave out. Both share unchanged subtrees with
 * their input, and are safe to use from many threads.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.structural;

import org.jspecify.annotations.NullMarked;
