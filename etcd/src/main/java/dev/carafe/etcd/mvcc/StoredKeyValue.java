package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import java.nio.ByteBuffer;

/**
 * A key-value as etcd stores it: the protobuf message {@code mvccpb.KeyValue}, fields in the order of their numbers, those
 * that are zero left out; of a deleted key just the key.
 */
public final class StoredKeyValue {
    private static final int VARINT_BYTES_MAX = 10;
    private static final int KEY = 1 << 3 | 2;
    private static final int CREATE_REVISION = 2 << 3;
    private static final int MOD_REVISION = 3 << 3;
    private static final int VERSION = 4 << 3;
    private static final int VALUE = 5 << 3 | 2;
    private static final int LEASE = 6 << 3;

    private StoredKeyValue() {}

    /** The message, readable from its position to its limit. */
    public static ByteBuffer encode(KeyValue kv) {
        ByteBuffer to = ByteBuffer.allocate(kv.key().length() + kv.value().length() + 6 * (1 + VARINT_BYTES_MAX));
        put(to, KEY, kv.key());
        if (!kv.isTombstone()) {
            put(to, CREATE_REVISION, kv.createRevision());
            put(to, MOD_REVISION, kv.modRevision());
            put(to, VERSION, kv.version());
            put(to, VALUE, kv.value());
            put(to, LEASE, kv.lease());
        }
        return to.flip();
    }

    private static void put(ByteBuffer to, int tag, Bytes bytes) {
        if (!bytes.isEmpty()) {
            to.put((byte) tag);
            putVarint(to, bytes.length());
            bytes.writeTo(to);
        }
    }

    private static void put(ByteBuffer to, int tag, long number) {
        if (number != 0) {
            to.put((byte) tag);
            putVarint(to, number);
        }
    }

    private static void putVarint(ByteBuffer to, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            to.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }
}
