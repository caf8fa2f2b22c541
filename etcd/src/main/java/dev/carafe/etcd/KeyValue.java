package dev.carafe.etcd;

/**
 * One key at one revision.
 *
 * @param key never empty
 * @param value the bytes put; {@link Bytes#EMPTY} when only keys were asked for
 * @param createRevision revision of the put that made the key exist
 * @param modRevision revision of the last change; in a delete event the revision of the delete
 * @param version number of puts since it was created, from 1; 0 marks a deleted key
 * @param lease the lease attached, 0 for none
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {
    /** What a delete event carries: the key and the revision of its delete, nothing else. */
    public static KeyValue tombstone(Bytes key, long modRevision) {
        return new KeyValue(key, Bytes.EMPTY, 0, modRevision, 0, 0);
    }

    public boolean isTombstone() {
        return version == 0;
    }

    public KeyValue withoutValue() {
        return value.isEmpty() ? this : new KeyValue(key, Bytes.EMPTY, createRevision, modRevision, version, lease);
    }
}
