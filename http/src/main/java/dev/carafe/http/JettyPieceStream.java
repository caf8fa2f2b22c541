package dev.carafe.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Pieces written to a Jetty response. */
final class JettyPieceStream implements PieceStream {
    private final Response response;
    private final Sender sender;
    private final Sending sending = new Sending();

    /** How a piece gets into the response. */
    @FunctionalInterface
    interface Sender {
        /** @param sent told when it is sent, or cannot be */
        void send(ByteBuffer piece, Callback sent);
    }

    /** Each piece by itself. */
    JettyPieceStream(Response response) {
        this(response, (piece, sent) -> response.write(false, piece, sent));
    }

    JettyPieceStream(Response response, Sender sender) {
        this.response = response;
        this.sender = sender;
    }

    @Override
    public void write(ByteBuffer piece) throws IOException {
        sending.await();
        sending.begin();
        sender.send(piece, sending);
    }

    @Override
    public void close() throws IOException {
        sending.await();
        sending.begin();
        response.write(true, BufferUtil.EMPTY_BUFFER, sending);
        sending.await();
    }
}
