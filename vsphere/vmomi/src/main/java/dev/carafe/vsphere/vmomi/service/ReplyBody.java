package dev.carafe.vsphere.vmomi.service;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is written in pieces: answers may have many megabytes, which are never copied into one array. For one thread. */
final class ReplyBody extends OutputStream {
    private static final int PIECE_MAX_BYTES = 1 << 20;

    private final List<ByteBuffer> pieces = new ArrayList<>();
    /** Where the next bytes go, as long as there is room. */
    private ByteBuffer last = ByteBuffer.allocate(0);

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        int here = Math.min(length, last.remaining());
        last.put(from, offset, here);
        if (here == length) {
            return;
        }
        int rest = length - here;
        // just what is asked for at first, since most answers are written at once
        last = ByteBuffer.allocate(Math.max(rest, Math.min(PIECE_MAX_BYTES, 2 * last.capacity())));
        pieces.add(last);
        last.put(from, offset + here, rest);
    }

    /** What was written. Nothing can be written any more. */
    List<ByteBuffer> pieces() {
        return pieces.stream().map(piece -> piece.duplicate().flip()).toList();
    }
}
