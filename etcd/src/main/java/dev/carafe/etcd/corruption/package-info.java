/**
 * Comparing members' histories by their hashes, and raising the {@code CORRUPT} alarm where they differ ({@code --corrupt-check-time},
 * the feature gates {@code CompactHashCheck} and {@code InitialCorruptCheck}).
 *
 * <p>{@link dev.carafe.etcd.corruption.CorruptionChecker} decides and has no thread; {@link
 * dev.carafe.etcd.corruption.CorruptionMonitor} owns one.
 *
 * <p>Arrows: knows the public values only.
 */
@NullMarked
package dev.carafe.etcd.corruption;

import org.jspecify.annotations.NullMarked;
