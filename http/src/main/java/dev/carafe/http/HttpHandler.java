package dev.carafe.http;

import java.io.IOException;

/** Answers requests. Called on a virtual thread of the request's own. */
@FunctionalInterface
public interface HttpHandler {
    /** Answers one request. */
    void handle(HttpExchange exchange) throws IOException;
}
