package dev.carafe.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Pieces over HTTP/1.1, each a chunk that is sent whole (RFC 9112, section 7.1):
 *
 * <pre>
 * size in hexadecimal CRLF | the piece | CRLF
 * </pre>
 *
 * <p>Jetty sends a chunk's last CRLF with the next chunk only. A client that reads chunks to their end, as Python's urllib3
 * does, would see an event of a watch when the next one comes. So the chunks are written to the connection past Jetty, which
 * has sent the head and sends the end, and knows of no chunk between.
 */
final class ChunkedPieceStream implements PieceStream {
    private static final byte[] CRLF = {'\r', '\n'};

    private final EndPoint connection;
    private final Sending sending = new Sending();
    private final Response response;

    ChunkedPieceStream(EndPoint connection, Response response) {
        this.connection = connection;
        this.response = response;
    }

    @Override
    public void write(ByteBuffer piece) throws IOException {
        sending.await();
        if (!piece.hasRemaining()) {
            return; // a chunk of nothing would be the end
        }
        byte[] size = (Integer.toHexString(piece.remaining()) + "\r\n").getBytes(US_ASCII);
        sending.begin();
        connection.write(sending, ByteBuffer.wrap(size), piece, ByteBuffer.wrap(CRLF));
    }

    @Override
    public void close() throws IOException {
        sending.await();
        sending.begin();
        response.write(true, BufferUtil.EMPTY_BUFFER, sending);
        sending.await();
    }
}
