package dev.carafe.etcd;

/**
 * A condition of a transaction on one key, or on every key of a range.
 *
 * <p>A key that does not exist compares as version, revisions and lease 0; a comparison of its value is false. A range
 * without any key compares as one key that does not exist.
 *
 * @param key the key
 * @param rangeEnd as in {@link RangeRequest}
 * @param result how the key must compare to the target
 * @param target what is compared, and with what
 */
public record Compare(Bytes key, Bytes rangeEnd, Result result, Target target) {
    /** How the stored side must relate to the given one. */
    public enum Result {
        EQUAL(0),
        GREATER(1),
        LESS(2),
        NOT_EQUAL(3);

        private final int number;

        Result(int number) {
            this.number = number;
        }

        /** The number on the wire, which is also its place among the constants. */
        public int number() {
            return number;
        }
    }

    /** The side of the comparison that the request gives. */
    public sealed interface Target {}

    /** Compares the number of puts since the key was created. */
    public record Version(long version) implements Target {}

    /** Compares the revision that created the key. */
    public record CreateRevision(long revision) implements Target {}

    /** Compares the revision that changed the key last. */
    public record ModRevision(long revision) implements Target {}

    /** Compares the value, as unsigned bytes. */
    public record Value(Bytes value) implements Target {}

    /** Compares the lease attached. */
    public record Lease(long lease) implements Target {}

    /** True when the key was changed last at exactly this revision; 0: when it does not exist. */
    public static Compare modRevision(Bytes key, long revision) {
        return new Compare(key, Bytes.EMPTY, Result.EQUAL, new ModRevision(revision));
    }
}
