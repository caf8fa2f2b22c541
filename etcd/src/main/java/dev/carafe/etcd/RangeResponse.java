package dev.carafe.etcd;

import java.util.List;

/**
 * Keys found.
 *
 * @param revision the store's revision when it read (not the revision asked for)
 * @param kvs the keys, in the order asked for
 * @param more whether the limit cut the result
 * @param count number of keys in the range, whatever the limit
 */
public record RangeResponse(long revision, List<KeyValue> kvs, boolean more, long count) implements OpResponse {}
