/**
 * Histories: what clients asked, when, and what they were told.
 *
 * <p>Pure values. Arrows: knows the store's public values only.
 */
@NullMarked
package dev.carafe.etcd.robustness.history;

import org.jspecify.annotations.NullMarked;
