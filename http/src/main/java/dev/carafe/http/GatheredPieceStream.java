package dev.carafe.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;

/** Pieces over HTTP/2, which go out together with those of the connection's other streams. */
final class GatheredPieceStream implements PieceStream {
    private final GatheringEndPoint connection;
    private final Response response;
    private final Sending sending = new Sending();

    GatheredPieceStream(GatheringEndPoint connection, Response response) {
        this.connection = connection;
        this.response = response;
    }

    @Override
    public void write(ByteBuffer piece) throws IOException {
        sending.await();
        sending.begin();
        connection.send(response, piece, sending);
    }

    @Override
    public void close() throws IOException {
        sending.await();
        sending.begin();
        response.write(true, BufferUtil.EMPTY_BUFFER, sending);
        sending.await();
    }
}
