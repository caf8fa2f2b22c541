package dev.carafe.vsphere.vmomi.service;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is written in pieces: answers may have many megabytes, which are never copied into one array. Those of a peer that takes
 * them before they are whole are sent from the first megabyte on, while the rest is written. For one thread.
 */
final class ReplyBody extends OutputStream {
    /** Less than what the virtual machine's collector would take for a huge object in its smallest heaps. */
    private static final int PIECE_MAX_BYTES = 256 << 10;

    private static final int KEPT_MAX_BYTES = 1 << 20;

    private final Peer peer;
    private final List<ByteBuffer> pieces = new ArrayList<>();
    /** Where the next bytes go, as long as there is room. */
    private ByteBuffer last = ByteBuffer.allocate(0);
    /** What the pieces before the last one have. */
    private int keptBytes;

    private boolean asked;
    /** Where the pieces go that are full; null when they are kept. */
    private Peer.@Nullable Pieces begun;

    ReplyBody(Peer peer) {
        this.peer = peer;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int here = Math.min(length, last.remaining());
        last.put(from, offset, here);
        if (here == length) {
            return;
        }
        int rest = length - here;
        send();
        // just what is asked for at first, since most answers are written at once
        last = ByteBuffer.allocate(Math.max(rest, Math.min(PIECE_MAX_BYTES, 2 * last.capacity())));
        pieces.add(last);
        last.put(from, offset + here, rest);
    }

    /** Sends the full pieces of an answer that is long. */
    private void send() throws IOException {
        keptBytes += last.position();
        if (keptBytes >= KEPT_MAX_BYTES && !asked) {
            asked = true;
            begun = peer.begin();
        }
        if (begun != null) {
            for (ByteBuffer piece : pieces()) {
                begun.write(piece);
            }
            pieces.clear();
        }
    }

    /** What was written and not sent. Nothing can be written any more. */
    List<ByteBuffer> pieces() {
        return pieces.stream().map(piece -> piece.duplicate().flip()).toList();
    }
}
