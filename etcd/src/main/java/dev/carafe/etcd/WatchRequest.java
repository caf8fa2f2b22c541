package dev.carafe.etcd;

import java.util.EnumSet;
import java.util.Set;

/**
 * Follows the changes of keys.
 *
 * @param key the first key of the range
 * @param rangeEnd as in {@link RangeRequest}
 * @param startRevision first revision to hear of, 0 for "from now on"; may lie in the past or in the future
 * @param prevKv whether events carry the key as it was
 * @param progressNotify whether to be told now and then that nothing happened
 * @param filters events to leave out
 */
public record WatchRequest(
        Bytes key, Bytes rangeEnd, long startRevision, boolean prevKv, boolean progressNotify, Set<Filter> filters) {
    /** Events that a watcher does not want. */
    public enum Filter {
        NO_PUT(0),
        NO_DELETE(1);

        private final int number;

        Filter(int number) {
            this.number = number;
        }

        /** The number on the wire, which is also its place among the constants. */
        public int number() {
            return number;
        }
    }

    public WatchRequest {
        filters = Set.copyOf(filters);
    }

    /** Every change of the range from now on. */
    public static WatchRequest range(Bytes key, Bytes rangeEnd) {
        return new WatchRequest(key, rangeEnd, 0, false, false, EnumSet.noneOf(Filter.class));
    }

    /** Every change of one key from now on. */
    public static WatchRequest of(Bytes key) {
        return range(key, Bytes.EMPTY);
    }

    /** Every change below a prefix from now on; with an empty one of all keys. */
    public static WatchRequest prefix(Bytes prefix) {
        return range(prefix.isEmpty() ? Bytes.ZERO : prefix, prefix.prefixEnd());
    }

    public WatchRequest withStartRevision(long startRevision) {
        return new WatchRequest(key, rangeEnd, startRevision, prevKv, progressNotify, filters);
    }

    public WatchRequest withPrevKv(boolean prevKv) {
        return new WatchRequest(key, rangeEnd, startRevision, prevKv, progressNotify, filters);
    }

    public WatchRequest withProgressNotify(boolean progressNotify) {
        return new WatchRequest(key, rangeEnd, startRevision, prevKv, progressNotify, filters);
    }
}
