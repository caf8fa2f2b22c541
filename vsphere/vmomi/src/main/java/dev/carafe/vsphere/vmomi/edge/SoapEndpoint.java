package dev.carafe.vsphere.vmomi.edge;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vmomi.service.Caller;
import dev.carafe.vsphere.vmomi.service.SoapReply;
import dev.carafe.vsphere.vmomi.service.SoapService;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** SOAP over HTTP: a POST is a call. How long a request may be, the service's codec bounds. */
final class SoapEndpoint implements HttpHandler {
    private static final String XML = "text/xml; charset=utf-8";
    /** How much of a refused request is still read, since a client that is cut off while it sends does not read why. */
    private static final int REST_BYTES_MAX = 16 << 20;

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
        SoapReply reply;
        try (InputStream body = exchange.body()) {
            reply = service.answer(
                    body,
                    action.isEmpty() ? null : action,
                    SessionCookie.read(exchange).orElse(null),
                    new Caller(exchange.remoteAddress(), exchange.header("User-Agent")),
                    exchange::onDisconnect);
            skipRest(body);
        }
        if (reply.cookie() != null) {
            SessionCookie.set(exchange, reply.cookie());
        }
        exchange.setHeader("Cache-Control", "no-cache");
        exchange.reply(reply.status(), XML, List.of(reply.body()));
    }

    private static void skipRest(InputStream body) throws IOException {
        byte[] buffer = new byte[8192];
        int left = REST_BYTES_MAX;
        while (left > 0) {
            int read = body.read(buffer);
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }
}
