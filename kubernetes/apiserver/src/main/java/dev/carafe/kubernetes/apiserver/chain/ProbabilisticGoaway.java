package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.HttpExchange;
import java.io.IOException;
import java.util.function.DoubleSupplier;

/**
 * Tells a client over HTTP/2 now and then to make no more requests on its connection, so that its next one finds another of the
 * servers behind a load balancer (apiserver/pkg/server/filters, WithProbabilisticGoaway). What is under way goes on, watches too.
 *
 * @param chance what share of requests is answered so, from 0 to 1
 * @param random numbers from 0 to below 1, asked for by many threads
 */
public record ProbabilisticGoaway(double chance, DoubleSupplier random) implements Step {
    /** The largest chance that a server takes: with more, clients do little else than connect. */
    public static final double CHANCE_MAX = 0.02;

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        HttpExchange exchange = request.exchange();
        if (exchange.isHttp2() && random.getAsDouble() < chance) {
            exchange.setHeader("Connection", "close");
        }
        next.handle(request);
    }
}
