/**
 * What a member counts and measures of itself: counters, histograms, and the families that Prometheus reads them by, under etcd's names.
 *
 * <p>Threads: all may be called by any thread; what is counted often is cheap and never waits.
 *
 * <p>Arrows: knows nobody.
 */
@NullMarked
package dev.carafe.etcd.metrics;

import org.jspecify.annotations.NullMarked;
