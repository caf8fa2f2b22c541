package dev.carafe.kubernetes.apimachinery.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Reads protobuf's wire format from a part of an array. Belongs to one thread. */
final class WireReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;

    WireReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    /** A field's number and wire type: {@code number << 3 | type}. */
    int tag() throws MalformedProtobufException {
        long tag = varint();
        if (tag <= 0 || tag > Integer.MAX_VALUE || tag >>> 3 == 0) {
            throw new MalformedProtobufException("proto: illegal tag " + (tag >>> 3));
        }
        return (int) tag;
    }

    long varint() throws MalformedProtobufException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new MalformedProtobufException("unexpected EOF");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedProtobufException("proto: integer overflow");
    }

    long fixed64() throws MalformedProtobufException {
        int start = take(8);
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[start + i] & 0xff);
        }
        return value;
    }

    /** A reader of the next length-delimited field. */
    WireReader message() throws MalformedProtobufException {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new MalformedProtobufException("unexpected EOF");
        }
        int start = take((int) length);
        return new WireReader(bytes, start, start + (int) length);
    }

    /** All that is left. */
    byte[] rest() {
        byte[] rest = java.util.Arrays.copyOfRange(bytes, at, end);
        at = end;
        return rest;
    }

    String text() {
        String text = new String(bytes, at, end - at, UTF_8);
        at = end;
        return text;
    }

    void skip(int wireType) throws MalformedProtobufException {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> take(8);
            case BYTES -> message();
            case FIXED32 -> take(4);
            default -> throw new MalformedProtobufException("proto: illegal wireType " + wireType);
        }
    }

    private int take(int length) throws MalformedProtobufException {
        if (length > end - at) {
            throw new MalformedProtobufException("unexpected EOF");
        }
        int start = at;
        at += length;
        return start;
    }
}
