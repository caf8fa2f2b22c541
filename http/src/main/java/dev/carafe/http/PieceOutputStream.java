package dev.carafe.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A stream of bytes over a stream of pieces: each write is a piece, sent at once. */
final class PieceOutputStream extends OutputStream {
    private final PieceStream pieces;
    private boolean closed;

    PieceOutputStream(PieceStream pieces) {
        this.pieces = pieces;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] own = new byte[length]; // the caller's are its own again when this returns
        System.arraycopy(bytes, offset, own, 0, length);
        pieces.write(ByteBuffer.wrap(own));
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            pieces.close();
        }
    }
}
