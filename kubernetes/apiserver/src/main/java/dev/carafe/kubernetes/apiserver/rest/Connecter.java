package dev.carafe.kubernetes.apiserver.rest;

import dev.carafe.http.HttpExchange;
import java.io.IOException;

/** Answers with a stream of its own: log, exec, attach, port-forward, proxy. */
@FunctionalInterface
public interface Connecter {
    /**
     * Takes over the exchange.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError while nothing was replied yet
     */
    void connect(ConnectRequest request, HttpExchange exchange) throws IOException;
}
