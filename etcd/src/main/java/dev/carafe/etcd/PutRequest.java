package dev.carafe.etcd;

/**
 * Writes one key.
 *
 * @param key the key
 * @param value the new value
 * @param lease the lease to attach, 0 for none; the key's former lease is detached
 * @param prevKv whether to return the key as it was
 * @param ignoreValue keeps the value there is ({@code value} must be empty and the key exist)
 * @param ignoreLease keeps the lease there is ({@code lease} must be 0 and the key exist)
 */
public record PutRequest(Bytes key, Bytes value, long lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease)
        implements Op, WriteRequest {
    public static PutRequest of(Bytes key, Bytes value) {
        return new PutRequest(key, value, 0, false, false, false);
    }

    public PutRequest withLease(long lease) {
        return new PutRequest(key, value, lease, prevKv, ignoreValue, ignoreLease);
    }

    public PutRequest withPrevKv(boolean prevKv) {
        return new PutRequest(key, value, lease, prevKv, ignoreValue, ignoreLease);
    }
}
