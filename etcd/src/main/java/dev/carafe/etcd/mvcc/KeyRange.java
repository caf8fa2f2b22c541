package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A half-open range of keys.
 *
 * @param from the first key in it
 * @param end the first key after it, null when it has no end
 */
public record KeyRange(Bytes from, @Nullable Bytes end) {
    /** From etcd's pair: an empty {@code rangeEnd} is just the key, a single zero byte is no end at all. */
    public static KeyRange of(Bytes key, Bytes rangeEnd) {
        if (rangeEnd.isEmpty()) {
            return new KeyRange(key, key.next());
        }
        return new KeyRange(key, rangeEnd.equals(Bytes.ZERO) ? null : rangeEnd);
    }

    public boolean contains(Bytes key) {
        return from.compareTo(key) <= 0 && (end == null || key.compareTo(end) < 0);
    }

    /** Whether it can only hold one key. */
    public boolean isSingle() {
        return end != null && end.length() == from.length() + 1 && end.startsWith(from) && end.at(from.length()) == 0;
    }
}
