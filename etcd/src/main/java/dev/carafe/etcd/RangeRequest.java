package dev.carafe.etcd;

/**
 * Reads keys.
 *
 * @param key the first key of the range
 * @param rangeEnd empty: just the one key; the single byte 0: every key from {@code key} on; else the first key
 *     no longer in the range
 * @param limit most keys to return, 0 for all
 * @param revision the revision to read at, 0 or less for the newest
 * @param sortOrder order of the result; {@code NONE} is by key ascending
 * @param sortTarget what to sort by
 * @param serializable whether an answer from a member that may lag is good enough
 * @param keysOnly leaves out the values
 * @param countOnly returns just the count
 * @param minModRevision leaves out keys changed before it, 0 for none
 * @param maxModRevision leaves out keys changed after it, 0 for none
 * @param minCreateRevision leaves out keys created before it, 0 for none
 * @param maxCreateRevision leaves out keys created after it, 0 for none
 */
public record RangeRequest(
        Bytes key,
        Bytes rangeEnd,
        long limit,
        long revision,
        SortOrder sortOrder,
        SortTarget sortTarget,
        boolean serializable,
        boolean keysOnly,
        boolean countOnly,
        long minModRevision,
        long maxModRevision,
        long minCreateRevision,
        long maxCreateRevision)
        implements Op {
    /** Order of a range's result. */
    public enum SortOrder {
        NONE(0),
        ASCEND(1),
        DESCEND(2);

        private final int number;

        SortOrder(int number) {
            this.number = number;
        }

        /** The number on the wire, which is also its place among the constants. */
        public int number() {
            return number;
        }
    }

    /** What a range's result is sorted by. */
    public enum SortTarget {
        KEY(0),
        VERSION(1),
        CREATE(2),
        MOD(3),
        VALUE(4);

        private final int number;

        SortTarget(int number) {
            this.number = number;
        }

        /** The number on the wire, which is also its place among the constants. */
        public int number() {
            return number;
        }
    }

    /** Everything in {@code [key, rangeEnd)}, newest revision, by key ascending. */
    public static RangeRequest range(Bytes key, Bytes rangeEnd) {
        return new RangeRequest(key, rangeEnd, 0, 0, SortOrder.NONE, SortTarget.KEY, false, false, false, 0, 0, 0, 0);
    }

    /** Just one key. */
    public static RangeRequest of(Bytes key) {
        return range(key, Bytes.EMPTY);
    }

    /** All keys with a prefix; with an empty one all keys. */
    public static RangeRequest prefix(Bytes prefix) {
        return range(prefix.isEmpty() ? Bytes.ZERO : prefix, prefix.prefixEnd());
    }

    public RangeRequest withLimit(long limit) {
        return new RangeRequest(
                key,
                rangeEnd,
                limit,
                revision,
                sortOrder,
                sortTarget,
                serializable,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    public RangeRequest withSerializable(boolean serializable) {
        return new RangeRequest(
                key,
                rangeEnd,
                limit,
                revision,
                sortOrder,
                sortTarget,
                serializable,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    public RangeRequest withRevision(long revision) {
        return new RangeRequest(
                key,
                rangeEnd,
                limit,
                revision,
                sortOrder,
                sortTarget,
                serializable,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    public RangeRequest withSort(SortTarget sortTarget, SortOrder sortOrder) {
        return new RangeRequest(
                key,
                rangeEnd,
                limit,
                revision,
                sortOrder,
                sortTarget,
                serializable,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    public RangeRequest withKeysOnly(boolean keysOnly) {
        return new RangeRequest(
                key,
                rangeEnd,
                limit,
                revision,
                sortOrder,
                sortTarget,
                serializable,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    public RangeRequest withCountOnly(boolean countOnly) {
        return new RangeRequest(
                key,
                rangeEnd,
                limit,
                revision,
                sortOrder,
                sortTarget,
                serializable,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }
}
