package dev.carafe.etcd;

import java.util.List;

/**
 * A transaction was applied.
 *
 * @param revision the store's revision; a new one only when something was written. A remote store leaves it 0 in a
 *     transaction inside another one
 * @param succeeded whether the conditions held
 * @param responses one for each operation of the branch taken
 */
public record TxnResponse(long revision, boolean succeeded, List<OpResponse> responses)
        implements OpResponse, WriteResponse {}
