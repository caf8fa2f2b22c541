/**
 * Who runs the store's endless work: threads of its own ({@link dev.carafe.etcd.work.ThreadWorkers}), or one thread that
 * takes the turns of all in an order that it chooses.
 *
 * <p>Threads: a {@link dev.carafe.etcd.work.Work} belongs to the thread that runs it.
 *
 * <p>Arrows: knows nobody.
 */
@NullMarked
package dev.carafe.etcd.work;

import org.jspecify.annotations.NullMarked;
