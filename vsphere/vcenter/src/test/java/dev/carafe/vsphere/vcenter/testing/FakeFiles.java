package dev.carafe.vsphere.vcenter.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vmomi.edge.SessionCookie;
import dev.carafe.vsphere.vmomi.session.Sessions;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files of a host's one datastore, for whoever is logged in; a path that ends with a slash is a page of links. */
record FakeFiles(Sessions sessions, Map<String, byte[]> files) implements HttpHandler {
    FakeFiles(Sessions sessions) {
        this(sessions, new ConcurrentHashMap<>());
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        boolean known = SessionCookie.read(exchange).flatMap(sessions::find).isPresent();
        String datastore = exchange.query().first("dsName");
        if (!known || !datastore.equals("datastore1")) {
            exchange.reply(known ? 404 : 401, "text/plain", "no".getBytes(UTF_8));
        } else if (exchange.method().equals("PUT")) {
            files.put(exchange.path(), exchange.body(1 << 20));
            exchange.reply(201, "", new byte[0]);
        } else if (exchange.path().endsWith("/")) {
            String page = "<a href=\"/folder/x?dcPath=ha-datacenter&amp;dsName=datastore1\">x</a>";
            exchange.reply(200, "text/html; charset=utf-8", page.getBytes(UTF_8));
        } else if (files.containsKey(exchange.path())) {
            exchange.reply(200, "application/octet-stream", files.getOrDefault(exchange.path(), new byte[0]));
        } else {
            exchange.reply(404, "text/plain", "no such file".getBytes(UTF_8));
        }
    }
}
