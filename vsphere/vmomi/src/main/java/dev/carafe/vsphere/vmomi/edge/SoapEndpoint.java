package dev.carafe.vsphere.vmomi.edge;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vmomi.service.Caller;
import dev.carafe.vsphere.vmomi.service.SoapReply;
import dev.carafe.vsphere.vmomi.service.SoapService;
import java.io.IOException;
import java.io.InputStream;

/** SOAP over HTTP: a POST is a call. How long a request may be, the service's codec bounds. */
final class SoapEndpoint implements HttpHandler {
    private static final String XML = "text/xml; charset=utf-8";

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
            Replies.skipRest(body);
        }
        if (reply.cookie() != null) {
            SessionCookie.set(exchange, reply.cookie());
        }
        exchange.setHeader("Cache-Control", "no-cache");
        exchange.reply(reply.status(), XML, reply.body());
    }
}
