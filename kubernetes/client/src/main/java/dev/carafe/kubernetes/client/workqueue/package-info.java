/**
 * Queues of keys to look at (client-go's util/workqueue).
 *
 * <p>A key that is added many times before it is looked at is looked at once; a key is never with two workers at once;
 * one that is added while a worker has it is looked at again after. All classes are thread-safe; the delays run on the
 * clock's timer thread, which only adds.
 */
@NullMarked
package dev.carafe.kubernetes.client.workqueue;

import org.jspecify.annotations.NullMarked;
