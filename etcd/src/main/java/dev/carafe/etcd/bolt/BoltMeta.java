package dev.carafe.etcd.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The head of a file.
 *
 * @param pageSize bytes of a page
 * @param root page of the bucket of all buckets
 * @param freelist page of the list of free pages
 * @param pages number of pages in use or free: the first number that was never given to one
 * @param txid number of the transaction that wrote it
 */
record BoltMeta(int pageSize, long root, long freelist, long pages, long txid) {
    static final int BYTES = 64;

    private static final int MAGIC = 0xED0CDAED;
    private static final int VERSION = 2;
    private static final int CHECKSUM_AT = 56;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** The meta at the buffer's start, null unless it is whole. */
    static @Nullable BoltMeta decode(ByteBuffer page) {
        ByteBuffer from = page.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int at = from.position();
        if (from.remaining() < BYTES
                || from.getInt(at) != MAGIC
                || from.getInt(at + 4) != VERSION
                || from.getLong(at + CHECKSUM_AT) != checksum(from, at)) {
            return null;
        }
        return new BoltMeta(
                from.getInt(at + 8),
                from.getLong(at + 16),
                from.getLong(at + 32),
                from.getLong(at + 40),
                from.getLong(at + 48));
    }

    void encode(ByteBuffer to) {
        int at = to.position();
        to.putInt(MAGIC).putInt(VERSION).putInt(pageSize).putInt(0);
        to.putLong(root).putLong(0).putLong(freelist).putLong(pages).putLong(txid);
        to.putLong(checksum(to, at));
    }

    private static long checksum(ByteBuffer from, int at) {
        long hash = FNV_OFFSET;
        for (int i = at; i < at + CHECKSUM_AT; i++) {
            hash = (hash ^ (from.get(i) & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
