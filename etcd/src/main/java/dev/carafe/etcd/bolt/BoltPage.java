package dev.carafe.etcd.bolt;

import dev.carafe.etcd.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One page with those that overflow from it; the elements of it are checked when they are asked for. */
final class BoltPage {
    static final int HEADER_BYTES = 16;
    static final int ELEMENT_BYTES = 16;
    static final int BRANCH = 0x01;
    static final int LEAF = 0x02;
    static final int META = 0x04;
    static final int FREELIST = 0x10;

    /** Flag of an element whose value is a bucket. */
    static final int BUCKET = 0x01;

    private final long id;
    private final ByteBuffer bytes;
    private final int count;

    /** A page in a buffer from its start to its limit. */
    BoltPage(long id, ByteBuffer bytes) throws BoltException {
        this.id = id;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (this.bytes.limit() < HEADER_BYTES) {
            throw new BoltException("page " + id + " is cut short");
        }
        this.count = this.bytes.getShort(10) & 0xffff;
        if (HEADER_BYTES + (long) count * ELEMENT_BYTES > this.bytes.limit()) {
            throw new BoltException("page " + id + " has no room for its " + count + " elements");
        }
    }

    boolean isLeaf() throws BoltException {
        int flags = bytes.getShort(8) & 0xffff;
        if (flags != LEAF && flags != BRANCH) {
            throw new BoltException("page " + id + " is neither leaf nor branch, its flags are " + flags);
        }
        return flags == LEAF;
    }

    int count() {
        return count;
    }

    boolean isBucket(int index) {
        return (bytes.getInt(element(index)) & BUCKET) != 0;
    }

    /** The key of a leaf's element. */
    Bytes leafKey(int index) throws BoltException {
        int at = element(index);
        return part(at, bytes.getInt(at + 4), 0, bytes.getInt(at + 8));
    }

    /** The value of a leaf's element. */
    Bytes leafValue(int index) throws BoltException {
        int at = element(index);
        return part(at, bytes.getInt(at + 4), bytes.getInt(at + 8), bytes.getInt(at + 12));
    }

    /** The page that a branch's element leads to. */
    long child(int index) {
        return bytes.getLong(element(index) + 8);
    }

    private static int element(int index) {
        return HEADER_BYTES + index * ELEMENT_BYTES;
    }

    private Bytes part(int element, int position, int skip, int length) throws BoltException {
        long from = element + Integer.toUnsignedLong(position) + Integer.toUnsignedLong(skip);
        long end = from + Integer.toUnsignedLong(length);
        if (end > bytes.limit()) {
            throw new BoltException("page " + id + " has an element that lies outside of it");
        }
        return Bytes.copyOf(bytes.slice((int) from, length));
    }
}
