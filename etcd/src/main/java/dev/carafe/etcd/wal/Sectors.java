package dev.carafe.etcd.wal;

import java.nio.ByteBuffer;

/** What a disk writes as a whole or not at all, and which of it are zeros. Pure. */
final class Sectors {
    static final int BYTES = 512;

    private Sectors() {}

    /**
     * How many of the sectors that a stretch touches have nothing but zeros of it.
     *
     * @param from where the stretch begins in the buffer
     * @param bytes how long it is
     * @param offset where it begins on the disk, from the beginning of some sector on
     */
    static int zeros(ByteBuffer buffer, int from, int bytes, long offset) {
        int zeros = 0;
        int end = from + bytes;
        for (int at = from; at < end; ) {
            int left = BYTES - (int) ((offset + (at - from)) % BYTES);
            int to = Math.min(end, at + left);
            if (areZeros(buffer, at, to)) {
                zeros++;
            }
            at = to;
        }
        return zeros;
    }

    /** Whether all bytes from one position up to another are zeros. */
    static boolean areZeros(ByteBuffer buffer, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            if (buffer.getLong(at) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (buffer.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
