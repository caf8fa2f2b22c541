package dev.carafe.vsphere.esxi.console;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.http.MessagePart;
import dev.carafe.http.WebSocketPeer;
import dev.carafe.http.WebSocketSession;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Answers {@code /ticket/TICKET}: the VNC of the machine that the ticket is for (RFC 6143), as the binary messages of a WebSocket
 * (RFC 6455), as VMware's {@code webmks} and noVNC have it.
 */
public final class ConsoleEndpoint implements HttpHandler {
    /** The path that it answers, and all below. */
    public static final String PREFIX = "/ticket";

    private static final Logger LOG = System.getLogger(ConsoleEndpoint.class.getName());
    private static final int PIECE_BYTES = 64 << 10;
    /** What clients of consoles call plain bytes. */
    private static final String BINARY = "binary";
    /** RFC 6455 section 7.4.1. */
    private static final int NORMAL = 1000;

    private static final int GOING_AWAY = 1001;
    private static final int UNSUPPORTED_DATA = 1003;

    private final ConsoleTickets tickets;

    public ConsoleEndpoint(ConsoleTickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.wantsWebSocket()) {
            Replies.text(exchange, 400, "A console is opened by a WebSocket.");
            return;
        }
        List<String> offered = exchange.webSocketProtocols();
        if (!offered.isEmpty() && !offered.contains(BINARY)) {
            Replies.text(exchange, 400, "A console speaks the subprotocol \"binary\" only.");
            return;
        }
        String path = exchange.path();
        String ticket = path.substring(Math.min(path.length(), PREFIX.length() + 1));
        Optional<Path> socket = tickets.redeem(ticket);
        if (socket.isEmpty()) {
            Replies.text(exchange, 403, "That ticket is not valid: it is used up, too old, or was never given.");
            return;
        }
        SocketChannel vnc;
        try {
            vnc = SocketChannel.open(UnixDomainSocketAddress.of(socket.get()));
        } catch (IOException off) {
            Replies.text(exchange, 503, "The machine's console is not there: is it powered on?");
            return;
        }
        try {
            exchange.acceptWebSocket(offered.isEmpty() ? "" : BINARY, session -> new Console(session, vnc));
        } catch (IOException | RuntimeException failed) {
            vnc.close();
            throw failed;
        }
    }

    /** One viewer. */
    private static final class Console implements WebSocketPeer {
        private final WebSocketSession session;
        private final SocketChannel vnc;

        Console(WebSocketSession session, SocketChannel vnc) {
            this.session = session;
            this.vnc = vnc;
            Thread.ofVirtual().name("console").start(this::read);
        }

        private void read() {
            ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
            try (vnc) {
                while (vnc.read(piece) >= 0) {
                    session.send(new MessagePart(true, true, true, piece.flip()));
                    piece.clear();
                }
                session.close(GOING_AWAY, "the machine's console ended");
            } catch (IOException gone) {
                LOG.log(Level.DEBUG, "a console ended: {0}", gone.getMessage());
                session.close(GOING_AWAY, "the machine's console ended");
            }
        }

        @Override
        public void onMessage(MessagePart part) {
            if (!part.binary()) {
                session.close(UNSUPPORTED_DATA, "a console takes binary messages");
                onClose(UNSUPPORTED_DATA, "");
                return;
            }
            try {
                ByteBuffer payload = part.payload();
                while (payload.hasRemaining()) {
                    vnc.write(payload);
                }
            } catch (IOException gone) {
                session.close(NORMAL, "the machine's console ended");
            }
        }

        @Override
        public void onClose(int code, String reason) {
            try {
                vnc.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
