package dev.carafe.etcd.robustness.model;

import dev.carafe.etcd.Bytes;

/** etcd's way to name ranges. */
public final class KeyRanges {
    private KeyRanges() {}

    /** Whether a key is in a range: the one key without an end, all from the first on with the end 0. */
    public static boolean contains(Bytes from, Bytes end, Bytes key) {
        if (end.isEmpty()) {
            return key.equals(from);
        }
        return key.compareTo(from) >= 0 && (end.equals(Bytes.ZERO) || key.compareTo(end) < 0);
    }
}
