/**
 * The watch cache: one a resource, filled by one list and one watch of the store, read by every list and watch of clients.
 *
 * <p>Each cache is guarded by one lock, held for memory only and never across I/O. Events are handed to watchers' bounded
 * queues; each watcher is drained by its request's own thread. Bytes are those of storage: nothing here encodes, and
 * nothing decodes but selectors.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.cacher;

import org.jspecify.annotations.NullMarked;
