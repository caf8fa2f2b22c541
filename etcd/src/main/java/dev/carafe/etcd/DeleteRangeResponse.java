package dev.carafe.etcd;

import java.util.List;

/**
 * Keys were deleted.
 *
 * @param revision the store's revision; a new one only when something was deleted
 * @param deleted number of keys deleted
 * @param prevKvs what was deleted, when asked for
 */
public record DeleteRangeResponse(long revision, long deleted, List<KeyValue> prevKvs)
        implements OpResponse, WriteResponse {}
