/**
 * What the server counts and measures of itself, under upstream's names with upstream's labels and buckets, and the page that shows
 * it. Each part of the server counts where a thing happens: it holds its counters, so that to count costs no look-up by text.
 * Knows nobody else in the server.
 *
 * <p>Threads: none of its own; all but the page under way is shared by all.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
