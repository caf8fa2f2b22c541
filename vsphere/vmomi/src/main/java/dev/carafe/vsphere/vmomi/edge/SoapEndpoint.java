package dev.carafe.vsphere.vmomi.edge;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vmomi.service.Caller;
import dev.carafe.vsphere.vmomi.service.Peer;
import dev.carafe.vsphere.vmomi.service.SoapReply;
import dev.carafe.vsphere.vmomi.service.SoapService;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** SOAP over HTTP: a POST is a call. How long a request may be, the service's codec bounds. */
final class SoapEndpoint implements HttpHandler {
    private static final String XML = "text/xml; charset=utf-8";
    private static final int SUCCESS = 200;

    private final SoapService service;

    SoapEndpoint(SoapService service) {
        this.service = service;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.method().equals("POST")) {
            Replies.methodNotAllowed(exchange, "POST");
            return;
        }
        String action = exchange.header("SOAPAction");
        ExchangePeer peer = new ExchangePeer(exchange);
        SoapReply reply;
        try (InputStream body = exchange.body()) {
            reply = service.answer(
                    body,
                    action.isEmpty() ? null : action,
                    SessionCookie.read(exchange).orElse(null),
                    new Caller(exchange.remoteAddress(), exchange.header("User-Agent")),
                    peer);
            Replies.skipRest(body);
        }
        OutputStream begun = peer.begun;
        if (begun != null) {
            end(begun, reply);
            return;
        }
        if (reply.cookie() != null) {
            SessionCookie.set(exchange, reply.cookie());
        }
        notToBeCached(exchange);
        exchange.reply(reply.status(), XML, reply.body());
    }

    private static void notToBeCached(HttpExchange exchange) {
        exchange.setHeader("Cache-Control", "no-cache");
    }

    private static void end(OutputStream begun, SoapReply reply) throws IOException {
        if (reply.status() != SUCCESS) {
            throw new IOException("an answer failed that the client has begun to read: it is cut off");
        }
        for (ByteBuffer piece : reply.body()) {
            write(begun, piece);
        }
        begun.close();
    }

    private static void write(OutputStream begun, ByteBuffer piece) throws IOException {
        begun.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
    }

    /** Takes long answers before they are whole, compressed where the client says that it takes them so. */
    private static final class ExchangePeer implements Peer {
        private final HttpExchange exchange;
        /** Null while nothing was sent. */
        private @Nullable OutputStream begun;

        ExchangePeer(HttpExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void onDisconnect(Runnable action) {
            exchange.onDisconnect(action);
        }

        @Override
        public Pieces begin() throws IOException {
            notToBeCached(exchange);
            boolean packed = QuickGzip.isTaken(exchange.header("Accept-Encoding"));
            if (packed) {
                exchange.setHeader("Content-Encoding", QuickGzip.CODING);
            }
            OutputStream plain = exchange.stream(SUCCESS, XML);
            OutputStream stream = packed ? new QuickGzip(plain) : plain;
            begun = stream;
            return piece -> SoapEndpoint.write(stream, piece);
        }
    }
}
