/**
 * Automatic compaction: which revision is due to be compacted, by age or by count ({@code --auto-compaction-mode}), and
 * the thread that does it.
 *
 * <p>{@link dev.carafe.etcd.compactor.Compactor} is pure; {@link dev.carafe.etcd.compactor.AutoCompaction} owns one thread.
 *
 * <p>Arrows: knows the public values only.
 */
@NullMarked
package dev.carafe.etcd.compactor;

import org.jspecify.annotations.NullMarked;
