package dev.carafe.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of a reply of unknown length, sent piece by piece. Belongs to the thread that handles the exchange. */
public interface PieceStream extends Closeable {
    /**
     * Sends a piece at once, whose bytes may not change any more. It does not wait until the piece is on its way but for
     * the piece before: a client that does not read holds its writer up, with one piece under way.
     *
     * @throws IOException when the client has gone; perhaps only for a later piece
     */
    void write(ByteBuffer piece) throws IOException;

    /** Ends the body when all pieces are on their way. */
    @Override
    void close() throws IOException;
}
