/**
 * Objects in the store: keys, encoding, guarded writes, lists in pages, event leases, compaction.
 *
 * <p>Knows etcd's {@code Store} and trees, nothing of HTTP. Blocking, stateless but for the shared leases; thread-safe.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.storage;

import org.jspecify.annotations.NullMarked;
