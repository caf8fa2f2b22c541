package dev.carafe.http;

import java.io.IOException;
import java.time.Duration;

/**
 * Looks now and then whether an HTTP/1.1 client that awaits a reply is still there. Jetty reads nothing from a connection
 * whose request is being answered, and so does not learn that it was closed.
 */
record DisconnectWatch(JettyExchange exchange, Runnable gone) implements Runnable {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    @Override
    public void run() {
        try {
            while (exchange.awaited()) {
                Thread.sleep(PERIOD);
            }
        } catch (IOException _) {
            // broken: the client is gone as well
        } catch (InterruptedException _) {
            return;
        }
        if (!exchange.ended()) {
            gone.run();
        }
    }
}
