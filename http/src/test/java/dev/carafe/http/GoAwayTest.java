package dev.carafe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reply that ends its connection, over HTTP/2: frames by hand, since clients hide them. */
@Timeout(60)
class GoAwayTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    @TempDir
    Path folder;

    private record Frame(int type, int flags, int stream, String payload) {
        boolean endsStream() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }
    }

    private record Connection(SSLSocket socket, DataInputStream in) implements AutoCloseable {
        static Connection open(LocalServer server) throws IOException {
            SSLSocket socket = (SSLSocket) server.trust()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", server.server().address().getPort());
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            Connection connection = new Connection(socket, new DataInputStream(socket.getInputStream()));
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
            connection.write(SETTINGS, 0, 0);
            return connection;
        }

        void write(int type, int flags, int stream, byte... payload) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(ByteBuffer.allocate(9 + payload.length)
                    .putInt((payload.length << 8) | type)
                    .put((byte) flags)
                    .putInt(stream)
                    .put(payload)
                    .array());
            out.flush();
        }

        /** Asks for {@code /PATH} with headers of HPACK's static table. */
        void get(int stream, String path) throws IOException {
            byte[] text = ("/" + path).getBytes(UTF_8);
            byte[] host = "localhost".getBytes(UTF_8);
            byte[] block = ByteBuffer.allocate(6 + text.length + host.length)
                    .put((byte) 0x82) // GET
                    .put((byte) 0x87) // https
                    .put((byte) 0x04) // a path
                    .put((byte) text.length)
                    .put(text)
                    .put((byte) 0x01) // an authority
                    .put((byte) host.length)
                    .put(host)
                    .array();
            write(HEADERS, END_STREAM | END_HEADERS, stream, block);
        }

        Frame read() throws IOException {
            int head = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            return new Frame(head & 0xff, flags, stream, new String(in.readNBytes(head >>> 8), ISO_8859_1));
        }

        /** Reads until a reply has ended. */
        List<Frame> readReply(int stream) throws IOException {
            List<Frame> read = new ArrayList<>();
            do {
                read.add(read());
            } while (read.getLast().stream() != stream || !read.getLast().endsStream());
            return read;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.reply(200, "text/plain", exchange.path().getBytes(UTF_8));
    }

    @Test
    void theConnectionEndsWithTheLastReplyUnderWay() throws Exception {
        CountDownLatch awaited = new CountDownLatch(1);
        HttpHandler handler = exchange -> {
            if (exchange.path().equals("/long")) {
                try {
                    awaited.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            } else {
                exchange.setHeader("Connection", "close");
            }
            answer(exchange);
        };
        try (LocalServer server = LocalServer.start(folder, handler);
                Connection connection = Connection.open(server)) {
            connection.get(1, "long");
            connection.get(3, "last");
            List<Frame> replies = connection.readReply(3);
            while (replies.stream().noneMatch(frame -> frame.type() == GOAWAY)) {
                replies.add(connection.read());
            }
            assertThat(replies).as("a reply to the first").noneMatch(frame -> frame.stream() == 1);
            awaited.countDown();
            List<Frame> rest = connection.readReply(1);
            assertThat(rest.stream()
                            .filter(frame ->
                                    frame.type() == DATA && !frame.payload().isEmpty()))
                    .extracting(Frame::payload)
                    .containsExactly("/long");
        }
    }

    @Test
    void theConnectionStaysWhereNoReplyEndsIt() throws Exception {
        try (LocalServer server = LocalServer.start(folder, GoAwayTest::answer);
                Connection connection = Connection.open(server)) {
            for (int stream = 1; stream < 20; stream += 2) {
                connection.get(stream, "again");
                assertThat(connection.readReply(stream)).noneMatch(frame -> frame.type() == GOAWAY);
            }
        }
    }
}
