/**
 * A local, indexed, ever fresh copy of a resource's objects, with news for whoever asks (client-go's tools/cache).
 *
 * <p>Threads: one virtual thread an informer lists and watches and is the only writer of its store; one virtual thread a
 * handler delivers news in order from a bounded queue. A handler that is too slow slows the informer down; nothing is
 * ever dropped. Reading a store or a lister never blocks on I/O.
 */
@NullMarked
package dev.carafe.kubernetes.client.informer;

import org.jspecify.annotations.NullMarked;
