package dev.carafe.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;

/** Pieces written to a Jetty response. */
final class JettyPieceStream implements PieceStream {
    private final Response response;
    private final Sending sending = new Sending();

    JettyPieceStream(Response response) {
        this.response = response;
    }

    @Override
    public void write(ByteBuffer piece) throws IOException {
        sending.await();
        sending.begin();
        response.write(false, piece, sending);
    }

    @Override
    public void close() throws IOException {
        sending.await();
        sending.begin();
        response.write(true, BufferUtil.EMPTY_BUFFER, sending);
        sending.await();
    }
}
