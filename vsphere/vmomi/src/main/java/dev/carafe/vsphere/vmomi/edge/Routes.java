package dev.carafe.vsphere.vmomi.edge;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who answers which paths. Safe for all threads; routes may be added while it serves. */
public final class Routes implements HttpHandler {
    private final Map<String, HttpHandler> byPrefix = new ConcurrentHashMap<>();

    /**
     * Has a handler answer a path and all below it, unless a longer prefix is somebody else's.
     *
     * @param prefix begins with a slash and does not end with one; {@code "/"} is all that is nobody else's
     * @throws IllegalStateException when the prefix is taken
     */
    public Routes add(String prefix, HttpHandler handler) {
        if (byPrefix.putIfAbsent(prefix, handler) != null) {
            throw new IllegalStateException("the path " + prefix + " is taken");
        }
        return this;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String prefix = exchange.path();
        while (!prefix.isEmpty()) {
            HttpHandler handler = byPrefix.get(prefix);
            if (handler != null) {
                handler.handle(exchange);
                return;
            }
            prefix = prefix.substring(0, prefix.lastIndexOf('/') < 0 ? 0 : prefix.lastIndexOf('/'));
        }
        HttpHandler rest = byPrefix.get("/");
        if (rest != null) {
            rest.handle(exchange);
        } else {
            Replies.text(exchange, 404, "There is nothing at " + exchange.path() + ".");
        }
    }
}
