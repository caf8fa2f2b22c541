package dev.carafe.etcd;

/**
 * What a role may do with keys.
 *
 * @param type reading, writing or both
 * @param key the first key of the range
 * @param rangeEnd as in {@link RangeRequest}
 */
public record Permission(Type type, Bytes key, Bytes rangeEnd) {
    /** Kinds of access. */
    public enum Type {
        READ(0),
        WRITE(1),
        READWRITE(2);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        /** The number on the wire, which is also its place among the constants. */
        public int number() {
            return number;
        }
    }
}
