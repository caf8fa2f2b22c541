package dev.carafe.etcd;

/**
 * Deletes keys.
 *
 * @param key the first key of the range
 * @param rangeEnd as in {@link RangeRequest}
 * @param prevKv whether to return what was deleted
 */
public record DeleteRangeRequest(Bytes key, Bytes rangeEnd, boolean prevKv) implements Op, WriteRequest {
    /** Just one key. */
    public static DeleteRangeRequest of(Bytes key) {
        return new DeleteRangeRequest(key, Bytes.EMPTY, false);
    }

    /** All keys with a prefix; with an empty one all keys. */
    public static DeleteRangeRequest prefix(Bytes prefix) {
        return new DeleteRangeRequest(prefix.isEmpty() ? Bytes.ZERO : prefix, prefix.prefixEnd(), false);
    }

    public DeleteRangeRequest withPrevKv(boolean prevKv) {
        return new DeleteRangeRequest(key, rangeEnd, prevKv);
    }
}
